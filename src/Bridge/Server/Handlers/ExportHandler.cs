using FijiBridge.Bridge.Exchange;
using FijiBridge.Engine;
using FijiBridge.Engine.Exchange;
using FijiBridge.Engine.Models;

using Newtonsoft.Json.Linq;

namespace FijiBridge.Bridge.Server.Handlers;

/// <summary>Writes a model for colleagues without FijiBridge.</summary>
/// <param name="catalog">Where models are.</param>
public sealed class ExportHandler(ModelCatalog catalog) : IRequestHandler
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

        var result = ModelExport.Write(model.Folder, targets, task.Report, task.CancellationToken);
        return new JObject
        {
            ["model"] = model.Name,
            ["files"] = new JArray(result.Files.Select(f => new JObject { ["path"] = f, ["bytes"] = new FileInfo(f).Length })),
            ["difference"] = result.Difference,
        };
    }

    private static ExportFormat Format(string name) => ExportTarget.FormatNames.Contains(name)
        ? Enum.Parse<ExportFormat>(name, ignoreCase: true)
        : throw new UserAdviceException($"There is no format '{name}'; the formats are {string.Join(", ", ExportTarget.FormatNames)}.");
}
