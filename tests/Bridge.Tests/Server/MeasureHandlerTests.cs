using FijiBridge.Bridge.Protocol;
using FijiBridge.Bridge.Server;
using FijiBridge.Bridge.Server.Handlers;
using FijiBridge.Engine;

using Newtonsoft.Json.Linq;

using Xunit;

namespace FijiBridge.Bridge.Tests.Server;

public sealed class MeasureHandlerTests : IDisposable
{
    private readonly SharedBlocks _blocks = new();
    private readonly ClientBlocks _client = new();

    public void Dispose()
    {
        _blocks.Dispose();
        _client.Dispose();
    }

    [Fact]
    public void Objects_come_as_a_table_with_named_columns_and_units()
    {
        var outputs = Measure(new JObject
        {
            ["labels"] = Array<byte>("uint8", [2, 4], [0, 7, 7, 0, 0, 0, 0, 9]),
            ["image"] = Array("float32", [2, 2, 4], [.. Enumerable.Range(0, 16).Select(i => (float)i)]),
            ["pixelSize"] = new JArray(0.5, 2),
            ["unit"] = "mm",
        });

        var columns = outputs["columns"]!.Select(c => (string)c["name"]!).ToList();
        var rows = Rows(outputs["objects"]!);
        Assert.Equal(2, rows.Length);
        Assert.Equal((7, 2, 1.5, 9.5), (rows[0][columns.IndexOf("Object")], rows[0][columns.IndexOf("Area")], rows[0][columns.IndexOf("Mean C1")], rows[0][columns.IndexOf("Mean C2")]));
        Assert.Equal("mm²", (string)outputs["columns"]![columns.IndexOf("Area")]!["unit"]!);
        Assert.Equal((2, 8.0), ((int)outputs["summary"]!["count"]!, (double)outputs["summary"]!["imageArea"]!));
    }

    [Fact]
    public void Without_objects_means_are_null_and_the_table_is_empty()
    {
        var outputs = Measure(new JObject { ["labels"] = Array("uint8", [2, 4], new byte[8]) });
        Assert.Equal(JTokenType.Null, outputs["summary"]!["meanArea"]!.Type);
        Assert.Equal(0, (int)outputs["objects"]!["shape"]![0]!);
    }

    [Theory]
    [InlineData("[0,1]", "'pixelSize' must be two lengths above 0, not 0, 1")]
    [InlineData("[1]", "must be a list of 2 numbers")]
    public void Wrong_pixel_sizes_are_refused(string size, string words)
    {
        var inputs = new JObject { ["labels"] = Array("uint8", [2, 4], new byte[8]), ["pixelSize"] = JToken.Parse(size) };
        Assert.Contains(words, Assert.Throws<UserAdviceException>(() => Measure(inputs)).Message);
    }

    [Fact]
    public void Evaluations_of_a_collection_are_pooled_until_its_last_image()
    {
        var handler = new EvaluateHandler(_blocks);
        JObject Evaluate(byte[] prediction, bool last) => Run(handler, new JObject
        {
            ["truth"] = Array<byte>("uint8", [2, 4], [0, 7, 7, 0, 0, 0, 0, 9]),
            ["prediction"] = Array("uint8", [2, 4], prediction),
            ["collect"] = "c",
            ["last"] = last,
        });

        var first = Evaluate([0, 7, 7, 0, 0, 0, 0, 9], false);
        var second = Evaluate([3, 0, 0, 0, 0, 0, 0, 0], true);
        var third = Evaluate([0, 7, 7, 0, 0, 0, 0, 9], true);

        Assert.Equal(1.0, Metric(first, "f1"));
        Assert.Equal(0.0, Metric(second, "f1"));
        Assert.Equal((2, 4, 4 / 7.0), ((int)second["together"]!["images"]!, (int)second["together"]!["trueObjects"]!, Metric((JObject)second["together"]!, "f1")!.Value));
        Assert.Equal(1, (int)third["together"]!["images"]!);
        Assert.Null(Metric(second, "area_bias"));
        var fates = Rows(second["objects"]!);
        Assert.Equal([(3, 7, 0), (3, 9, 0), (2, 0, 3)], fates.Select(r => ((int)r[0], (int)r[1], (int)r[2])));
        Assert.Equal(double.NaN, fates[0][3]);
    }

    [Fact]
    public void Grey_values_are_compared()
    {
        var handler = new CompareImagesHandler(_blocks);
        var outputs = Run(handler, new JObject { ["truth"] = Array<byte>("uint8", [2, 4], [0, 1, 2, 3, 4, 5, 6, 7]), ["image"] = Array<byte>("uint8", [2, 4], [2, 1, 2, 3, 4, 5, 6, 7]) });
        Assert.Equal((0.5, 7.0), ((double)outputs["mse"]!, (double)outputs["dataRange"]!));
        Assert.Equal(JTokenType.Null, outputs["ssim"]!.Type);
    }

    private static double? Metric(JObject results, string key) => (double?)results["metrics"]!.Single(m => (string)m["key"]! == key)["value"];

    private JObject Measure(JObject inputs) => Run(new MeasureHandler(_blocks), inputs);

    private static JObject Run(IRequestHandler handler, JObject inputs)
    {
        using var task = new WorkerTask("t", handler.Name, inputs, _ => { }, TimeProvider.System);
        return handler.Run(task);
    }

    private static double[][] Rows(JToken table)
    {
        var array = NDArray.FromJson(table, "objects");
        using var block = SharedMemory.Attach(array.ShmName, array.ShmSize);
        var (count, columns) = ((int)array.Shape[0], (int)array.Shape[1]);
        var values = block.Elements<double>(count * columns).ToArray();
        return [.. Enumerable.Range(0, count).Select(r => values[(r * columns)..((r + 1) * columns)])];
    }

    private JObject Array<T>(string type, long[] shape, T[] values)
        where T : unmanaged => _client.Array(type, shape, values);
}
