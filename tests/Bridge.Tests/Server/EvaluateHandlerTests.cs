using FijiBridge.Bridge.Protocol;
using FijiBridge.Bridge.Server;
using FijiBridge.Bridge.Server.Handlers;
using FijiBridge.Engine;

using Newtonsoft.Json.Linq;

using Xunit;

namespace FijiBridge.Bridge.Tests.Server;

public sealed class EvaluateHandlerTests : IDisposable
{
    private readonly SharedBlocks _blocks = new();
    private readonly ClientBlocks _client = new();

    public void Dispose()
    {
        _blocks.Dispose();
        _client.Dispose();
    }

    [Fact]
    public void Labels_of_all_types_are_compared()
    {
        ushort[] truth = [0, 1, 1, 0, 2, 2, 0, 3];
        foreach (var prediction in new[] { Labels<byte>("uint8", [0, 7, 7, 0, 0, 0, 0, 9]), Labels("int32", [0, 70000, 70000, 0, 0, 0, 0, 9]), Labels("float32", [0f, 1, 1, 0, 0, 0, 0, 2]) })
        {
            var outputs = Run(new JObject { ["truth"] = Labels("uint16", truth), ["prediction"] = prediction, ["iou"] = new JArray(0.5, 0.9) });
            Assert.Equal(3, outputs["trueObjects"]);
            Assert.Equal(2, outputs["predictedObjects"]);
            Assert.Equal([0.5, 0.9], outputs["rows"]!.Select(r => (double)r["iou"]!));
            Assert.Equal(2, outputs["rows"]![0]!["truePositives"]);
            Assert.Equal(2 / 3.0, (double)outputs["rows"]![0]!["averagePrecision"]!, 9);
        }
    }

    [Fact]
    public void Ten_thresholds_are_used_where_none_are_named() =>
        Assert.Equal(10, Run(new JObject { ["truth"] = Labels<byte>("uint8", new byte[8]), ["prediction"] = Labels<byte>("uint8", new byte[8]) })["rows"]!.Count());

    [Fact]
    public void Classes_of_pixels_are_compared_and_pooled()
    {
        // class 1: both 2 of 3; class 2: both 1 of 2 and, in the second image, 4 of 4
        var handler = new EvaluateHandler(_blocks);
        JObject Inputs(byte[] truth, byte[] prediction, bool last) => new()
        {
            ["truth"] = Labels("uint8", truth),
            ["prediction"] = Labels("uint8", prediction),
            ["asClasses"] = true,
            ["collect"] = "c",
            ["last"] = last,
        };
        var first = Run(Inputs([1, 1, 1, 0], [1, 1, 2, 0], last: false), handler);
        Assert.Equal([2 / 3.0, 0], first["classes"]!.Select(c => (double)c["iou"]!));
        var both = (JObject)Run(Inputs([2, 2, 2, 2], [2, 2, 2, 2], last: true), handler)["together"]!;
        Assert.Equal(2, both["images"]);
        Assert.Equal([3, 4], both["classes"]!.Select(c => (int)c["truePixels"]!));
        Assert.Equal([2 / 3.0, 4 / 5.0], both["classes"]!.Select(c => (double)c["iou"]!));
        Assert.Equal(7 / 8.0, (double)both["metrics"]!.Single(m => (string?)m["key"] == "accuracy")["value"]!);
        var wrong = Inputs([1, 1, 1, 0], [1, 1, 2, 0], last: true).With("iou", new JArray(0.5));
        Assert.Contains("'iou' does not go with 'asClasses'", Assert.Throws<UserAdviceException>(() => Run(wrong)).Message);
        var objects = new JObject { ["truth"] = Labels<ushort>("uint16", [0, 4000, 1, 2]), ["prediction"] = Labels<byte>("uint8", new byte[4]), ["asClasses"] = true, ["name"] = "a.tif" };
        Assert.StartsWith("a.tif has the class 4000, which looks like the number of an object", Assert.Throws<UserAdviceException>(() => Run(objects)).Message);
    }

    [Theory]
    [InlineData("[0.5,2]", "must be above 0 and at most 1, not 0.5, 2")]
    [InlineData("\"half\"", "must be a list of numbers")]
    public void Wrong_thresholds_are_refused(string iou, string words)
    {
        var inputs = new JObject { ["truth"] = Labels<byte>("uint8", new byte[8]), ["prediction"] = Labels<byte>("uint8", new byte[8]), ["iou"] = JToken.Parse(iou) };
        Assert.Contains(words, Assert.Throws<UserAdviceException>(() => Run(inputs)).Message);
    }

    [Fact]
    public void Images_of_different_sizes_are_refused()
    {
        var inputs = new JObject { ["truth"] = Labels<byte>("uint8", new byte[8]), ["prediction"] = Labels<byte>("uint8", new byte[12]) };
        Assert.Contains("The truth is 4 x 2 pixels and the prediction 4 x 3", Assert.Throws<UserAdviceException>(() => Run(inputs)).Message);
    }

    [Fact]
    public void Values_that_are_no_labels_are_refused()
    {
        var inputs = new JObject { ["truth"] = Labels("float32", [0.5f, 0, 0, 0]), ["prediction"] = Labels<byte>("uint8", new byte[4]) };
        Assert.Contains("'truth' has the value 0.5, which is no label", Assert.Throws<UserAdviceException>(() => Run(inputs)).Message);
    }

    private JObject Run(JObject inputs, EvaluateHandler? handler = null)
    {
        using var task = new WorkerTask("t", "evaluate", inputs, _ => { }, TimeProvider.System);
        return (handler ?? new EvaluateHandler(_blocks)).Run(task);
    }

    private JObject Labels<T>(string type, T[] values)
        where T : unmanaged => _client.Array(type, [values.Length / 4, 4], values);
}
