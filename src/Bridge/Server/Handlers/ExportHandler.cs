using FijiBridge.Bridge.Exchange;
using FijiBridge.Engine;
using FijiBridge.Engine.Exchange;
using FijiBridge.Engine.Images;
using FijiBridge.Engine.Models;

using Newtonsoft.Json.Linq;

namespace FijiBridge.Bridge.Server.Handlers;

/// <summary>Writes a model for colleagues without FijiBridge.</summary>
/// <param name="catalog">Where models are.</param>
/// <param name="blocks">The worker's shared memory.</param>
public sealed class ExportHandler(ModelCatalog catalog, SharedBlocks blocks) : IRequestHandler
{
    /// <inheritdoc/>
    public string Name => "export";

    /// <inheritdoc/>
    public string Summary => "Writes a model as bioimage.io package, ONNX, TorchScript, PyTorch weights or a folder for StarDist for Python.";

    /// <inheritdoc/>
    public IReadOnlyList<InputInfo> Inputs { get; } =
    [
        new("model", "text", "Name of a model, or its folder.", Required: true),
        new("formats", "list of texts", $"Any of {string.Join(", ", ExportTarget.FormatNames)} (bioimageio)."),
        new("path", "text", "Folder that receives the files; for one format also the file to write.", Required: true),
        new("overwrite", "true or false", "Replace files that are there (false)."),
        new("authors", "list of texts", "bioimageio: who made the model (those that it names itself)."),
        new("licence", "text", "bioimageio: licence of the weights as an SPDX name, such as CC-BY-4.0 (that of the model)."),
        new("sample", "ndarray", "bioimageio: an image for the package's cover picture and sample, axes YX or CYX; public with it (simulated nuclei)."),
        new("sampleName", "text", "Name of the sample for messages (sample)."),
        new("pixelSize", "list of 2 numbers", "Width and height of a pixel of the sample in micrometres (unknown)."),
        new("rgb", "true or false", "The sample's channels are red, green and blue (false)."),
    ];

    /// <inheritdoc/>
    public bool UsesDevice => true; // the written network is run once

    /// <inheritdoc/>
    public JObject Run(WorkerTask task)
    {
        var inputs = task.Inputs;
        var model = catalog.Find(inputs.RequiredText("model"));
        var formats = inputs.Texts("formats") is { Count: > 0 } wanted ? wanted.Select(Format).Distinct().ToList() : [ExportFormat.Bioimageio];
        var targets = ExportTarget.Of(model.Name, formats, inputs.RequiredText("path"));
        if (!inputs.Flag("overwrite", otherwise: false) && ExportTarget.FirstExisting(targets) is { } there)
        {
            throw new UserAdviceException($"{there} exists already; choose another path, or ask to replace it.");
        }

        var options = new ExportOptions { Authors = inputs.Texts("authors"), Licence = inputs.Text("licence"), Sample = Sample(inputs) };
        var result = ModelExport.Write(model.Folder, targets, task.Report, task.CancellationToken, options);
        return new JObject
        {
            ["model"] = model.Name,
            ["files"] = new JArray(result.Files.Select(f => new JObject { ["path"] = f, ["bytes"] = new FileInfo(f).Length })),
            ["difference"] = result.Difference,
        };
    }

    private Image2D? Sample(TaskInputs inputs)
    {
        if (LabelArrays.Image(blocks, inputs, "sample") is not { } image)
        {
            return null;
        }

        var size = LabelArrays.PixelSizeOf(inputs);
        var planes = Enumerable.Range(0, image.Channels).Select(image.Plane).ToList();
        return new Image2D(inputs.Text("sampleName") ?? "sample", image.Width, image.Height, planes, size, inputs.Flag("rgb", otherwise: false));
    }

    private static ExportFormat Format(string name) => ExportTarget.FormatNames.Contains(name)
        ? Enum.Parse<ExportFormat>(name, ignoreCase: true)
        : throw new UserAdviceException($"There is no format '{name}'; the formats are {string.Join(", ", ExportTarget.FormatNames)}.");
}
