using FijiBridge.Engine;
using FijiBridge.Engine.Models;
using FijiBridge.Engine.StarDist;

using Newtonsoft.Json.Linq;

namespace FijiBridge.Bridge.Server.Handlers;

/// <summary>Lists the models that were found. Quick: reads their descriptions, not their weights.</summary>
/// <param name="catalog">Where models are.</param>
public sealed class ModelsHandler(ModelCatalog catalog) : IRequestHandler
{
    /// <inheritdoc/>
    public string Name => "models";

    /// <inheritdoc/>
    public string Summary => "Lists the installed models with their thresholds, what they are for and where they lie.";

    /// <inheritdoc/>
    public IReadOnlyList<InputInfo> Inputs { get; } = [new("folder", "text", "Describes the model in this folder alone, wherever it lies.")];

    /// <inheritdoc/>
    public bool UsesDevice => false;

    /// <inheritdoc/>
    public JObject Run(WorkerTask task) => new()
    {
        ["models"] = new JArray((task.Inputs.Text("folder") is { } folder ? [catalog.Find(folder)] : catalog.List()).Select(Describe)),
        ["folders"] = new JArray(catalog.Folders),
    };

    private static JObject Describe(ModelEntry model)
    {
        var entry = new JObject { ["name"] = model.Name, ["folder"] = model.Folder, ["own"] = DeleteModelHandler.IsOwn(model) };
        try
        {
            var (config, thresholds, info) = (ModelFolder.LoadConfig(model.Folder), ModelFolder.LoadThresholds(model.Folder), ModelFolder.LoadInfo(model.Folder));
            entry["description"] = info.Description;
            entry["channels"] = config.NChannelIn;
            entry["kind"] = info.Task;
            entry["network"] = config.Describe();
            if (config is StarDistConfig stars)
            {
                entry["rays"] = stars.NRays;
                entry["grid"] = new JArray(stars.GridX, stars.GridY);
            }
            else
            {
                entry["grid"] = new JArray(1, 1);
            }

            entry["maps"] = config.MapNames.Count == 0 ? null : config.MapNames.Count;
            entry["objects"] = config.FindsObjects;
            entry["classes"] = new JArray(info.Classes);
            entry["prob"] = thresholds.Prob;
            if (thresholds is StarDistThresholds overlap)
            {
                entry["nms"] = overlap.Nms;
            }

            entry["low"] = info.Normalization.Low;
            entry["high"] = info.Normalization.High;
            entry["refine"] = info.RefineShapes;
            entry["flips"] = info.Flips;
            entry["pixelWidth"] = info.PixelWidthMicrons;
            entry["pixelHeight"] = info.PixelHeightMicrons;
            entry["diameter"] = info.MedianDiameter;
            entry["licence"] = info.Licence;
            entry["card"] = ModelCard.Write(info, config, thresholds);
        }
        catch (UserAdviceException e)
        {
            entry["problem"] = e.Message;
        }

        return entry;
    }
}
