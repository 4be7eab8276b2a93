using FijiBridge.Engine;
using FijiBridge.Engine.Exchange;
using FijiBridge.Engine.Models;

using Newtonsoft.Json.Linq;

namespace FijiBridge.Bridge.Server.Handlers;

/// <summary>Installs a model that a colleague sent among the user's own. A model of the same name is never replaced unasked.</summary>
/// <param name="catalog">Where models are.</param>
/// <param name="userFolder">The user's own folder of models, which receives it; one of those of the catalog.</param>
public sealed class InstallHandler(ModelCatalog catalog, string userFolder) : IRequestHandler
{
    /// <inheritdoc/>
    public string Name => "install";

    /// <inheritdoc/>
    public string Summary => "Installs a model from a zip, a folder or a link among the user's own models.";

    /// <inheritdoc/>
    public IReadOnlyList<InputInfo> Inputs { get; } =
    [
        new("source", "text", "A zip, a folder or the link of a zip: a package of this program, a bioimage.io package of another, or a model of StarDist for Python.", Required: true),
        new("name", "text", "Its name here (that of the zip or folder)."),
        new("overwrite", "true or false", "Replace a model of the user's own that has this name (false)."),
    ];

    /// <inheritdoc/>
    public bool UsesDevice => true; // not while a segmentation loads a model that is replaced

    /// <inheritdoc/>
    public JObject Run(WorkerTask task)
    {
        var source = task.Inputs.RequiredText("source");
        var name = task.Inputs.Text("name") is { Length: > 0 } given ? given : ModelImporter.NameOf(source);
        var overwrite = task.Inputs.Flag("overwrite", otherwise: false);
        if (catalog.List().FirstOrDefault(m => m.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) is { } there)
        {
            // found before those of the user: the new one would never be used under this name
            var isOwn = Path.GetFullPath(Path.GetDirectoryName(there.Folder)!) == Path.GetFullPath(userFolder);
            if (!isOwn || !overwrite)
            {
                throw new UserAdviceException(isOwn
                    ? $"There is a model {there.Name} already ({there.Folder}); give the new one another name, or ask to replace it."
                    : $"There is a model {there.Name} already, which came with the engine and stays ({there.Folder}); give the new one another name.");
            }

            name = there.Name; // as it is written there
        }

        task.CancellationToken.ThrowIfCancellationRequested();
        task.Report($"installing {name}", 0, 1);
        var installed = ModelImporter.Import(source, userFolder, new ImportOptions { Name = name, Overwrite = overwrite }, new Steps(task), task.CancellationToken);
        return new JObject
        {
            ["model"] = installed.Name,
            ["folder"] = installed.Folder,
            ["network"] = ModelFolder.LoadConfig(installed.Folder).Describe(),
            ["description"] = ModelFolder.LoadInfo(installed.Folder).Description,
            ["notices"] = new JArray(installed.Notices),
        };
    }

    private sealed class Steps(WorkerTask task) : IProgress<ProgressReport>
    {
        public void Report(ProgressReport value) => task.Report(value.Stage, value.Current, value.Maximum);
    }
}
