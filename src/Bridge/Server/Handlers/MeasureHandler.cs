using FijiBridge.Engine.Images;
using FijiBridge.Engine.Measurement;

using Newtonsoft.Json.Linq;

namespace FijiBridge.Bridge.Server.Handlers;

/// <summary>Measures the objects of a label image.</summary>
/// <param name="blocks">The worker's shared memory.</param>
public sealed class MeasureHandler(SharedBlocks blocks) : IRequestHandler
{
    /// <inheritdoc/>
    public string Name => "measure";

    /// <inheritdoc/>
    public string Summary => "Measures the objects of a label image: size, shape, neighbours, intensities; count and density of the image.";

    /// <inheritdoc/>
    public bool UsesDevice => true;

    /// <inheritdoc/>
    public IReadOnlyList<InputInfo> Inputs { get; } =
    [
        new("labels", "ndarray", "Labels, axes Y and X: uint8, uint16, int32 or float32; 0 is background, negative is ignored.", Required: true),
        new("image", "ndarray", "Grey values of the same size, axes Y and X or C, Y and X (none: no intensities)."),
        new("pixelSize", "list of 2 numbers", "Width and height of a pixel; lengths and areas follow it (pixels)."),
        new("unit", "text", "Unit of pixelSize (µm)."),
        new("keep", "true or false", "The client uses the same shared memory again: the worker leaves it mapped (false)."),
    ];

    /// <inheritdoc/>
    public JObject Run(WorkerTask task)
    {
        var inputs = task.Inputs;
        var labels = LabelArrays.Labels(blocks, inputs, "labels");
        var image = LabelArrays.Image(blocks, inputs, "image");
        var measures = ObjectMeasures.Measure(labels, image, LabelArrays.PixelSizeOf(inputs) ?? PixelSize.Uncalibrated, task.CancellationToken);
        return new JObject
        {
            ["columns"] = new JArray(measures.Columns.Select(c => new JObject { ["name"] = c.Name, ["unit"] = c.Unit })),
            ["objects"] = NumberTable.Write(blocks, measures.Rows, measures.Columns.Count, inputs.RequiredArray("labels").ShmName),
            ["summary"] = Summed(measures.Summary),
        };
    }

    private static JObject Summed(ImageSummary s) => new()
    {
        ["count"] = s.Count,
        ["imageArea"] = s.ImageArea,
        ["density"] = NumberTable.OrNull(s.Density),
        ["areaFraction"] = NumberTable.OrNull(s.AreaFraction),
        ["meanArea"] = NumberTable.OrNull(s.MeanArea),
        ["medianArea"] = NumberTable.OrNull(s.MedianArea),
        ["meanDiameter"] = NumberTable.OrNull(s.MeanDiameter),
        ["meanCircularity"] = NumberTable.OrNull(s.MeanCircularity),
        ["meanNearestDistance"] = NumberTable.OrNull(s.MeanNearestDistance),
        ["unit"] = s.Unit,
    };
}
