using FijiBridge.Engine.Evaluation;

using Newtonsoft.Json.Linq;

namespace FijiBridge.Bridge.Server;

/// <summary>Class images that are compared pixel by pixel; the pixels of several are pooled.</summary>
internal sealed class ClassEvaluation
{
    private readonly ClassOverlap _pooled = new();
    private int _images;

    /// <summary>Adds an image.</summary>
    public void Add(ClassOverlap image)
    {
        _pooled.Add(image);
        _images++;
    }

    /// <summary>The results as docs/protocol.md describes them.</summary>
    public JObject ToJson() => new()
    {
        ["images"] = _images,
        ["classes"] = new JArray(Enumerable.Range(1, _pooled.Classes).Select(c => new JObject
        {
            ["class"] = c,
            ["iou"] = NumberTable.OrNull(_pooled.Jaccard(c)),
            ["dice"] = NumberTable.OrNull(_pooled.Dice(c)),
            ["truePixels"] = _pooled.TruePixels(c),
        })),
        ["metrics"] = new JArray(_pooled.Metrics().Select(NumberTable.Metric)),
    };
}
