using FijiBridge.Engine;
using FijiBridge.Engine.Models;

using Newtonsoft.Json.Linq;

namespace FijiBridge.Bridge.Server.Handlers;

/// <summary>Deletes a model of the user's own.</summary>
/// <param name="catalog">Where models are.</param>
public sealed class DeleteModelHandler(ModelCatalog catalog) : IRequestHandler
{
    /// <inheritdoc/>
    public string Name => "delete-model";

    /// <inheritdoc/>
    public string Summary => "Deletes a model from the user's own folder of models; those that came with the engine stay.";

    /// <inheritdoc/>
    public IReadOnlyList<InputInfo> Inputs { get; } = [new("name", "text", "Name of the model.", Required: true)];

    /// <inheritdoc/>
    public bool UsesDevice => true; // not while a segmentation loads it

    /// <summary>True where a model lies in the user's own folder of models.</summary>
    public static bool IsOwn(ModelEntry model) => string.Equals(
        Path.GetFullPath(Path.GetDirectoryName(model.Folder)!),
        Path.GetFullPath(ModelCatalog.UserFolder),
        OperatingSystem.IsWindows() ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal);

    /// <inheritdoc/>
    public JObject Run(WorkerTask task)
    {
        var model = catalog.Find(task.Inputs.RequiredText("name"));
        if (!IsOwn(model))
        {
            throw new UserAdviceException($"The model {model.Name} is not one of your own and stays; delete its folder {model.Folder} by hand if it must go.");
        }

        try
        {
            Directory.Delete(model.Folder, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserAdviceException($"The model {model.Name} cannot be deleted ({e.Message.TrimEnd('.')}); delete its folder {model.Folder} by hand.", e);
        }

        return new JObject { ["deleted"] = model.Folder };
    }
}
