using FijiBridge.Bridge.Server;
using FijiBridge.Bridge.Server.Handlers;
using FijiBridge.Engine;
using FijiBridge.Engine.Images;
using FijiBridge.Engine.Models;
using FijiBridge.Engine.Polygons;

using Newtonsoft.Json.Linq;

using Xunit;

namespace FijiBridge.Bridge.Tests.Server;

/// <summary>The operations over the real engine with an untrained network.</summary>
public sealed class EngineSegmenterTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("fb-models-").FullName;
    private readonly ModelCatalog _catalog;

    public EngineSegmenterTests()
    {
        _ = TinyModel.Save(_folder, "tiny");
        _catalog = new ModelCatalog([_folder]);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_frame_is_segmented_with_the_thresholds_of_the_model_or_of_the_client()
    {
        using var engine = new EngineSegmenter(_catalog);
        var own = engine.Segment(Noise(), new SegmentSettings("tiny"), (_, _, _) => { }, CancellationToken.None);
        Assert.Equal((0.45, 0.3), (own.Prob, own.Nms));
        var all = engine.Segment(Noise(), new SegmentSettings("tiny") { Prob = 0, Nms = 1, BoundaryExclusion = 0, Device = "cpu" }, (_, _, _) => { }, CancellationToken.None);
        Assert.Equal((0.0, 1.0), (all.Prob, all.Nms));
        Assert.Equal(32 * 32, all.Objects.Count); // every cell of the grid
        Assert.Equal(8, Stars(all).NRays);
    }

    [Fact]
    public void Only_objects_with_their_centre_in_the_region_are_kept()
    {
        using var engine = new EngineSegmenter(_catalog);
        var settings = new SegmentSettings("tiny") { Prob = 0, Nms = 1, BoundaryExclusion = 0, Region = new PixelRectangle(10, 20, 8, 4) };
        var found = Stars(engine.Segment(Noise(), settings, (_, _, _) => { }, CancellationToken.None));
        Assert.Equal(4 * 2, found.Count);
        Assert.All(found.X, x => Assert.InRange(x, 9.5f, 17.5f));
        Assert.All(found.Y, y => Assert.InRange(y, 19.5f, 23.5f));
    }

    [Fact]
    public void The_objects_of_a_region_are_those_of_the_whole_image_and_far_tiles_are_not_computed()
    {
        using var engine = new EngineSegmenter(_catalog);
        var random = new Random(2);
        var image = new Image2D("n", 512, 512, [Enumerable.Range(0, 512 * 512).Select(_ => random.NextSingle()).ToArray()], new PixelSize(0.25, 0.25, "µm"));
        var settings = new SegmentSettings("tiny") { Prob = 0.4, Tile = 128 };
        var region = new PixelRectangle(300, 20, 90, 60);
        long tiles = 0, allTiles = 0;
        var whole = Stars(engine.Segment(image, settings, (stage, _, n) => allTiles = stage == "predicting tiles" ? n : allTiles, CancellationToken.None));
        var part = Stars(engine.Segment(image, settings with { Region = region }, (stage, _, n) => tiles = stage == "predicting tiles" ? n : tiles, CancellationToken.None));
        var expected = whole.Take(Enumerable.Range(0, whole.Count).Where(i => region.Contains(whole.X[i], whole.Y[i])).ToArray());
        Assert.NotEqual(0, expected.Count);
        Assert.Equal(expected.X, part.X);
        Assert.Equal(expected.Dist, part.Dist);
        Assert.InRange(tiles, 1, allTiles / 2);
    }

    [Fact]
    public void An_image_that_the_client_has_normalised_is_taken_as_it_is()
    {
        using var engine = new EngineSegmenter(_catalog);
        var raw = Noise();
        var settings = new SegmentSettings("tiny") { Prob = 0, Nms = 1, Low = 5, High = 90 };
        var expected = Stars(engine.Segment(raw, settings, (_, _, _) => { }, CancellationToken.None));
        var normalised = Normalizer.Normalize(raw, new NormalizationOptions { Low = 5, High = 90 }).ToArray();
        var asItIs = settings with { Low = null, High = null, Normalize = false };
        var found = Stars(engine.Segment(Image2D.FromFloats("n", 64, 64, normalised), asItIs, (_, _, _) => { }, CancellationToken.None));
        Assert.Equal(expected.Prob, found.Prob);
        Assert.Equal(expected.Dist, found.Dist);
        Assert.NotEqual(expected.Dist, Stars(engine.Segment(raw, asItIs, (_, _, _) => { }, CancellationToken.None)).Dist);
    }

    [Fact]
    public void The_maps_of_every_frame_come_in_shared_memory_when_they_are_asked_for()
    {
        using var engine = new EngineSegmenter(_catalog);
        using var blocks = new SharedBlocks();
        using var client = new ClientBlocks();
        var random = new Random(3);
        var values = Enumerable.Range(0, 2 * 48 * 64).Select(_ => random.NextSingle()).ToArray();
        var inputs = new JObject { ["image"] = client.Array("float32", [2, 48, 64], values), ["axes"] = "TYX", ["model"] = "tiny", ["maps"] = true, ["device"] = "cpu", ["prob"] = 0, ["boundaryExclusion"] = 0 };
        using var task = new WorkerTask("t", "segment", inputs, _ => { }, TimeProvider.System);
        var outputs = new SegmentHandler(engine, blocks).Run(task);
        Assert.Equal(["prob", "dist_0", "dist_1", "dist_2", "dist_3", "dist_4", "dist_5", "dist_6", "dist_7"], outputs["mapNames"]!.Values<string>());
        var maps = Bridge.Protocol.NDArray.FromJson(outputs["maps"], "maps");
        Assert.Equal([2, 9, 48, 64], maps.Shape);
        using var block = Bridge.Protocol.SharedMemory.Attach(maps.ShmName, maps.ShmSize);
        var found = block.Elements<float>((int)maps.Count).ToArray();
        var second = Image2D.FromFloats("second", 64, 48, values[(48 * 64)..]);
        var objects = Stars(engine.Segment(second, new SegmentSettings("tiny") { Prob = 0, BoundaryExclusion = 0, Device = "cpu" }, (_, _, _) => { }, CancellationToken.None));
        for (var i = 0; i < objects.Count; i++)
        {
            Assert.Equal(objects.Prob[i], found[(9 * 48 * 64) + ((int)objects.Y[i] * 64) + (int)objects.X[i]]);
        }

        Assert.NotEqual(0, objects.Count);
        Assert.True(blocks.Release(maps.ShmName));
    }

    [Fact]
    public void Maps_of_tiles_are_those_of_the_whole_image()
    {
        using var engine = new EngineSegmenter(_catalog);
        var random = new Random(4);
        var image = Image2D.FromFloats("n", 300, 200, [.. Enumerable.Range(0, 300 * 200).Select(_ => random.NextSingle())]);
        float[] Map(int tile, int channel)
        {
            var settings = new SegmentSettings("tiny") { Maps = true, Tile = tile, Device = "cpu" };
            return (float[])engine.Segment(image, settings, (_, _, _) => { }, CancellationToken.None).Result.Maps!.Plane(channel);
        }

        Assert.All(Map(96, 0).Zip(Map(512, 0)), p => Assert.Equal(p.Second, p.First, 1e-5));
        Assert.All(Map(96, 8).Zip(Map(512, 8)), p => Assert.Equal(p.Second, p.First, 1e-4));
    }

    [Fact]
    public void Progress_tells_that_the_model_is_loaded_once()
    {
        using var engine = new EngineSegmenter(_catalog);
        var stages = new List<string>();
        _ = engine.Segment(Noise(), new SegmentSettings("tiny"), (stage, _, _) => stages.Add(stage), CancellationToken.None);
        Assert.Equal("loading the model", stages[0]);
        stages.Clear();
        _ = engine.Segment(Noise(), new SegmentSettings("TINY"), (stage, _, _) => stages.Add(stage), CancellationToken.None);
        Assert.DoesNotContain("loading the model", stages);
        Assert.NotEmpty(stages);
    }

    [Fact]
    public void A_model_that_was_trained_anew_is_loaded_anew()
    {
        using var engine = new EngineSegmenter(_catalog);
        _ = engine.Segment(Noise(), new SegmentSettings("tiny"), (_, _, _) => { }, CancellationToken.None);
        File.SetLastWriteTimeUtc(Path.Combine(_folder, "tiny", ModelFolder.WeightsFile), DateTime.UtcNow.AddMinutes(5));
        var stages = new List<string>();
        _ = engine.Segment(Noise(), new SegmentSettings("tiny"), (stage, _, _) => stages.Add(stage), CancellationToken.None);
        Assert.Contains("loading the model", stages);
    }

    [Fact]
    public void Cancel_stops_before_the_next_tile()
    {
        using var engine = new EngineSegmenter(_catalog);
        using var cancel = new CancellationTokenSource();
        var tiles = 0L;
        _ = Assert.ThrowsAny<OperationCanceledException>(() => engine.Segment(
            Image2D.FromFloats("n", 384, 384, new float[384 * 384]),
            new SegmentSettings("tiny") { Tile = 128 },
            (stage, current, maximum) =>
            {
                if (maximum > 1 && current == 1)
                {
                    tiles = current;
                    cancel.Cancel();
                }

                Assert.True(current <= 1, $"{stage} {current}");
            },
            cancel.Token));
        Assert.Equal(1, tiles);
    }

    [Fact]
    public void A_missing_model_and_an_unknown_device_are_told()
    {
        using var engine = new EngineSegmenter(_catalog);
        Assert.Contains("There is no model \"nukleus\"", Assert.Throws<UserAdviceException>(() => Run(engine, new SegmentSettings("nukleus"))).Message);
        Assert.Contains("Device \"tpu\" is unknown", Assert.Throws<UserAdviceException>(() => Run(engine, new SegmentSettings("tiny") { Device = "tpu" })).Message);
    }

    [Fact]
    public void Models_are_listed_and_damaged_ones_say_so()
    {
        var broken = TinyModel.Save(_folder, "broken");
        File.WriteAllText(Path.Combine(broken, ModelFolder.ConfigFile), "{");
        var models = Run(new ModelsHandler(_catalog))["models"]!.ToDictionary(m => (string)m["name"]!);
        Assert.Equal(0.45, models["tiny"]["prob"]);
        Assert.Equal(1, models["tiny"]["channels"]);
        Assert.Equal([2, 2], models["tiny"]["grid"]!.Values<int>());
        Assert.Equal((9, true), ((int)models["tiny"]["maps"]!, (bool)models["tiny"]["objects"]!));
        Assert.Equal(Path.Combine(_folder, "tiny"), models["tiny"]["folder"]);
        Assert.Contains("Nothing in particular.", (string)models["tiny"]["card"]!);
        Assert.False((bool)models["tiny"]["own"]!);
        Assert.NotNull((string?)models["broken"]["problem"]);
    }

    [Fact]
    public void A_model_anywhere_is_described_by_its_folder()
    {
        var elsewhere = TinyModel.Save(Directory.CreateDirectory(Path.Combine(_folder, "not searched")).FullName, "mine");
        using var talk = new Conversation(new ModelsHandler(_catalog));
        talk.Execute("t", "models", new JObject { ["folder"] = elsewhere });
        Assert.Equal(elsewhere, talk.Answer<Bridge.Protocol.CompletionResponse>().Outputs["models"]!.Single()["folder"]);
    }

    [Fact]
    public void Only_models_of_the_user_are_deleted()
    {
        var handler = new DeleteModelHandler(_catalog);
        Assert.Contains("is not one of your own and stays", Assert.Throws<UserAdviceException>(() => Run(handler, new JObject { ["name"] = "tiny" })).Message);
        Assert.True(Directory.Exists(Path.Combine(_folder, "tiny")));
        Assert.True(DeleteModelHandler.IsOwn(new ModelEntry("mine", Path.Combine(ModelCatalog.UserFolder, "mine"))));
    }

    private static void Run(EngineSegmenter engine, SegmentSettings settings) => engine.Segment(Noise(), settings, (_, _, _) => { }, CancellationToken.None);

    private static JObject Run(IRequestHandler handler, JObject? inputs = null)
    {
        using var task = new WorkerTask("t", handler.Name, inputs ?? [], _ => { }, TimeProvider.System);
        return handler.Run(task);
    }

    private static StarPolygons Stars(SegmentedFrame frame) => Assert.IsType<StarPolygons>(frame.Objects);

    private static Image2D Noise()
    {
        var random = new Random(1);
        return Image2D.FromFloats("noise", 64, 64, [.. Enumerable.Range(0, 64 * 64).Select(_ => random.NextSingle())]);
    }
}
