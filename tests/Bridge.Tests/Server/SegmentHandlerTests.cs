using FijiBridge.Bridge.Protocol;
using FijiBridge.Bridge.Server;
using FijiBridge.Bridge.Server.Handlers;
using FijiBridge.Engine.Instances;
using FijiBridge.Engine;
using FijiBridge.Engine.Images;
using FijiBridge.Engine.Polygons;
using FijiBridge.Engine.StarDist;

using Newtonsoft.Json.Linq;

using Xunit;

namespace FijiBridge.Bridge.Tests.Server;

/// <summary>The segment operation over an engine that finds one square at each pixel above 100.</summary>
public sealed class SegmentHandlerTests : IDisposable
{
    private readonly SharedBlocks _blocks = new();
    private readonly SquareFinder _engine = new();
    private readonly ClientBlocks _client = new();

    public void Dispose()
    {
        _blocks.Dispose();
        _client.Dispose();
    }

    [Fact]
    public void Labels_and_polygons_come_back_in_shared_memory()
    {
        var outputs = Run(new JObject { ["image"] = Image(6, 8, 1, (1, 2, 200), (6, 4, 120)), ["model"] = "squares" });

        Assert.Equal([2], outputs["counts"]!.Values<int>());
        Assert.Equal(2 * 14, Floats(outputs["objects"]!).Length);
        // frame, label, prob, class, x, y, then the vertices of a square of half diagonal 1: right, below, left, above
        Assert.Equal([0, 1, 200 / 255f, 0, 1, 2, 2, 2, 1, 3, 0, 2, 1, 1], Rounded(Floats(outputs["objects"]!)[..14]));
        var labels = Labels(outputs["labels"]!);
        Assert.Equal(1, labels[(2 * 8) + 1]);
        Assert.Equal(2, labels[(4 * 8) + 6]);
        Assert.Equal("uint16", outputs["labels"]!["dtype"]);
        Assert.Equal([6, 8], outputs["labels"]!["shape"]!.Values<int>());
    }

    [Fact]
    public void Labels_are_written_into_the_memory_of_the_client()
    {
        var into = _client.Create(6 * 8 * 4);
        var outputs = Run(new JObject { ["image"] = Image(6, 8, 1, (3, 3, 200)), ["model"] = "squares", ["labelsInto"] = Shm(into), ["keep"] = true });
        Assert.Equal(into.Name, outputs["labels"]!["shm"]!["name"]);
        Assert.Equal(1, into.Elements<ushort>(48)[27]);
    }

    [Fact]
    public void A_kept_block_is_seen_again_with_its_new_pixels()
    {
        var image = Image(6, 8, 1, (3, 3, 200));
        var inputs = new JObject { ["image"] = image, ["model"] = "squares", ["keep"] = true };
        Assert.Equal([1], Run(inputs)["counts"]!.Values<int>());
        _client.Blocks[0].Elements<byte>(48)[5] = 180;
        Assert.Equal([2], Run(inputs)["counts"]!.Values<int>());
    }

    [Fact]
    public void Each_frame_of_a_series_is_segmented_on_its_own()
    {
        var block = _client.Create(3 * 4 * 5);
        block.Elements<byte>(60)[7] = 200;
        block.Elements<byte>(60)[40 + 3] = 210;
        block.Elements<byte>(60)[40 + 13] = 220;
        var image = new NDArray(ElementType.UInt8, [3, 4, 5], block.Name, block.Length).ToJson();
        var outputs = Run(new JObject { ["image"] = image, ["axes"] = "TYX", ["model"] = "squares", ["name"] = "series" });
        Assert.Equal("series t3", _engine.Frame!.Name); // for messages
        Assert.Equal([1, 0, 2], outputs["counts"]!.Values<int>());
        Assert.Equal([3, 4, 5], outputs["labels"]!["shape"]!.Values<int>());
        var objects = Floats(outputs["objects"]!);
        Assert.Equal([0, 2, 2], new[] { objects[0], objects[14], objects[28] });
        Assert.Equal([1, 1, 2], new[] { objects[1], objects[15], objects[29] });
    }

    [Fact]
    public void More_objects_than_16_bits_hold_make_32_bit_labels()
    {
        _engine.Copies = 70000;
        var outputs = Run(new JObject { ["image"] = Image(6, 8, 1, (3, 3, 200)), ["model"] = "squares" });
        Assert.Equal("int32", outputs["labels"]!["dtype"]);
        Assert.Equal([70000], outputs["counts"]!.Values<int>());
    }

    [Fact]
    public void An_image_without_objects_gives_empty_arrays()
    {
        var outputs = Run(new JObject { ["image"] = Image(6, 8, 1), ["model"] = "squares" });
        Assert.Equal([0, 14], outputs["objects"]!["shape"]!.Values<int>());
        Assert.All(Labels(outputs["labels"]!), l => Assert.Equal(0, l));
    }

    [Fact]
    public void All_settings_reach_the_engine()
    {
        _ = Run(new JObject
        {
            ["image"] = Image(6, 8, 2, (1, 1, 101)),
            ["axes"] = "CYX",
            ["rgb"] = true,
            ["model"] = "squares",
            ["prob"] = 0.6,
            ["nms"] = 0.2,
            ["low"] = 2,
            ["high"] = 99,
            ["tile"] = 256,
            ["pixelSize"] = new JArray(0.25, 0.5),
            ["rescale"] = false,
            ["flips"] = true,
            ["refine"] = true,
            ["maps"] = false,
            ["boundaryExclusion"] = 0,
            ["region"] = new JArray(1, 1, 3, 3),
            ["device"] = "cpu",
            ["labels"] = false,
        });
        Assert.Equal(
            new SegmentSettings("squares")
            {
                Prob = 0.6,
                Nms = 0.2,
                Low = 2,
                High = 99,
                Tile = 256,
                Rescale = false,
                Flips = true,
                Refine = true,
                BoundaryExclusion = 0,
                Device = "cpu",
                Region = new PixelRectangle(1, 1, 3, 3),
            },
            _engine.Settings);
        Assert.Equal(2, _engine.Frame!.Channels);
        Assert.True(_engine.Frame.IsRgb);
        Assert.Equal(0.5, _engine.Frame.PixelSize.HeightMicrons);
    }

    [Fact]
    public void Grey_values_that_are_normalised_already_have_no_percentiles()
    {
        var inputs = new JObject { ["image"] = Image(6, 8, 1, (1, 1, 101)), ["model"] = "squares", ["normalize"] = false };
        _ = Run(inputs);
        Assert.False(_engine.Settings!.Normalize);
        inputs["low"] = 1;
        Assert.Contains("'normalize' is false, so that the percentiles", Assert.Throws<UserAdviceException>(() => Run(inputs)).Message);
    }

    [Theory]
    [InlineData("axes", "\"XY\"", "must be YX, CYX, TYX or TCYX, not 'XY'")]
    [InlineData("axes", "\"CYX\"", "An image of shape (6, 8) does not have the axes CYX")]
    [InlineData("model", "\"\"", "needs the input 'model'")]
    [InlineData("region", "[100,0,5,5]", "does not touch the 8 x 6 image")]
    [InlineData("pixelSize", "[0,1]", "must be two lengths above 0")]
    [InlineData("tile", "10", "must be a number of at least 64, not 10")]
    [InlineData("labelsInto", "{\"appose_type\":\"shm\",\"name\":\"x\",\"rsize\":10}", "'labelsInto' has 10 bytes, but labels of type uint16 need 96")]
    public void A_wrong_input_is_refused_in_one_sentence(string key, string value, string words)
    {
        var inputs = new JObject { ["image"] = Image(6, 8, 1), ["model"] = "squares", [key] = JToken.Parse(value) };
        var error = Assert.ThrowsAny<Exception>(() => Run(inputs));
        Assert.True(error is UserAdviceException or ProtocolException, error.ToString());
        Assert.Contains(words, error.Message);
    }

    [Fact]
    public void Pixels_of_another_type_are_refused()
    {
        var block = _client.Create(64);
        var inputs = new JObject { ["image"] = new NDArray(ElementType.Parse("float64"), [2, 4], block.Name, 64).ToJson(), ["model"] = "squares" };
        Assert.Contains("convert it to uint8, uint16 or float32", Assert.Throws<UserAdviceException>(() => Run(inputs)).Message);
    }

    [Fact]
    public void Released_results_are_gone_and_a_worker_leaves_nothing_behind()
    {
        var outputs = Run(new JObject { ["image"] = Image(6, 8, 1), ["model"] = "squares" });
        string labels = (string)outputs["labels"]!["shm"]!["name"]!, objects = (string)outputs["objects"]!["shm"]!["name"]!;
        var release = new ReleaseHandler(_blocks);
        var task = new WorkerTask("r", "release", new JObject { ["names"] = new JArray(labels, "unknown") }, _ => { }, TimeProvider.System);
        Assert.Equal(1, release.Run(task)["released"]);
        _ = Assert.Throws<ProtocolException>(() => SharedMemory.Attach(labels, 1));
        SharedMemory.Attach(objects, 1).Dispose();
        _blocks.Dispose();
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Linux only.");
        _ = Assert.Throws<ProtocolException>(() => SharedMemory.Attach(objects, 1));
    }

    private static float[] Rounded(float[] values) => [.. values.Select(v => MathF.Abs(v - MathF.Round(v)) < 1e-5 ? MathF.Round(v) : v)];

    private static float[] Floats(JToken json) => Read<float>(json);

    private static ushort[] Labels(JToken json) => Read<ushort>(json);

    private static T[] Read<T>(JToken json)
        where T : unmanaged
    {
        var array = NDArray.FromJson(json, "result");
        using var block = SharedMemory.Attach(array.ShmName, array.ShmSize);
        return block.Elements<T>((int)array.Count).ToArray();
    }

    private static JObject Shm(SharedMemory block) => new() { ["appose_type"] = "shm", ["name"] = block.Name, ["rsize"] = block.Length };

    private JObject Run(JObject inputs)
    {
        var task = new WorkerTask("t", "segment", inputs, _ => { }, TimeProvider.System);
        return new SegmentHandler(_engine, _blocks).Run(task);
    }

    private JObject Image(int height, int width, int channels, params (int X, int Y, byte Value)[] points)
    {
        var block = _client.Create(channels * height * width);
        foreach (var (x, y, value) in points)
        {
            block.Elements<byte>(channels * height * width)[(y * width) + x] = value;
        }

        return new NDArray(ElementType.UInt8, channels == 1 ? [height, width] : [channels, height, width], block.Name, block.Length).ToJson();
    }

    private sealed class SquareFinder : ISegmenter
    {
        public int Copies { get; set; } = 1;

        public SegmentSettings? Settings { get; private set; }

        public Image2D? Frame { get; private set; }

        public SegmentedFrame Segment(Image2D frame, SegmentSettings settings, Action<string, long, long> progress, CancellationToken cancellation)
        {
            (Settings, Frame) = (settings, frame);
            var found = Enumerable.Range(0, frame.Width * frame.Height)
                .Select(i => (X: i % frame.Width, Y: i / frame.Width))
                .Where(p => frame[0, p.Y, p.X] > 100)
                .SelectMany(p => Enumerable.Repeat(p, Copies))
                .OrderByDescending(p => frame[0, p.Y, p.X])
                .ToList();
            return new SegmentedFrame(
                new StarDistSegmentation(new StarPolygons(
                    4,
                    [.. found.Select(p => (float)p.Y)],
                    [.. found.Select(p => (float)p.X)],
                    [.. Enumerable.Repeat(1f, 4 * found.Count)],
                    [.. found.Select(p => frame[0, p.Y, p.X] / 255f)]), frame.Width, frame.Height, frame.PixelSize),
                0.5,
                0.4,
                "test",
                []);
        }
    }
}
