using FijiBridge.Engine.Files;
using FijiBridge.Engine.Models;
using FijiBridge.Engine.Packages;

namespace FijiBridge.Engine.Exchange;

/// <summary>How a model is installed.</summary>
public sealed record ImportOptions
{
    /// <summary>Its name, or null for that of the source.</summary>
    public string? Name { get; init; }

    /// <summary>Replace a model of the same name.</summary>
    public bool Overwrite { get; init; }

    /// <summary>The zip's sha256 as its author gives it, 64 hexadecimal digits, or null.</summary>
    public string? Sha256 { get; init; }
}

/// <summary>A model that was installed.</summary>
/// <param name="Folder">Its folder.</param>
/// <param name="Name">The name by which it is asked for.</param>
/// <param name="Notices">What the user should know, one sentence each.</param>
public sealed record ImportedModel(string Folder, string Name, IReadOnlyList<string> Notices);

/// <summary>
/// Installs models from elsewhere, as folder, zip or link: our packages, bioimage.io packages of others, those of StarDist for
/// Python, and the TensorFlow models of Fiji's StarDist plugin. A model is there as a whole or not at all.
/// </summary>
public static class ModelImporter
{
    /// <summary>Installs a model.</summary>
    /// <param name="source">A folder, a zip, or the link (http, https) of a zip.</param>
    /// <param name="models">Folder of models that receives it.</param>
    /// <param name="options">Name and what to do where it is taken.</param>
    /// <param name="progress">Receives progress.</param>
    /// <param name="ct">Stops; nothing is left.</param>
    /// <exception cref="UserAdviceException">The source is missing, damaged or of a kind that cannot be read, or the name is taken.</exception>
    public static ImportedModel Import(
        string source, string models, ImportOptions? options = null, IProgress<ProgressReport>? progress = null, CancellationToken ct = default) =>
        Import(source, models, options ?? new ImportOptions(), new ModelDownload(), progress, ct);

    /// <summary>The name that a model gets where none is given: that of the folder or zip.</summary>
    /// <param name="source">A folder, a zip, or a link.</param>
    /// <exception cref="UserAdviceException">A link that is none.</exception>
    public static string NameOf(string source) =>
        ModelDownload.IsLink(source) ? ModelDownload.NameOf(source) : Path.GetFileNameWithoutExtension(Path.TrimEndingDirectorySeparator(source));

    /// <summary>As above, with limits of the download.</summary>
    internal static ImportedModel Import(string source, string models, ImportOptions options, ModelDownload download, IProgress<ProgressReport>? progress, CancellationToken ct)
    {
        var name = options.Name ?? NameOf(source);
        if (name.Length == 0 || name.IndexOfAny(['/', '\\', ':']) >= 0 || name.StartsWith('.'))
        {
            throw new UserAdviceException($"\"{name}\" cannot be the name of a model; choose one without / \\ : and without a dot at its beginning.");
        }

        var target = Path.Combine(models, name);
        if (Path.Exists(target) && !options.Overwrite)
        {
            throw new UserAdviceException($"There is a model {target} already; choose another name or ask to overwrite it.");
        }

        AtomicFile.CreateFolder(models);
        ct.ThrowIfCancellationRequested();
        var notices = new List<string>();
        if (Directory.Exists(source))
        {
            Install(source, target, name, notices, source, ct);
            return new ImportedModel(target, name, notices);
        }

        var work = Path.Combine(models, $".{Guid.NewGuid():N}.tmp");
        try
        {
            Directory.CreateDirectory(work);
            var zip = source;
            if (ModelDownload.IsLink(source))
            {
                zip = Path.Combine(work, "download.zip");
                download.Get(source, zip, progress, ct);
            }
            else if (!File.Exists(source))
            {
                throw new UserAdviceException($"{source} does not exist; give a model folder, a zip, or the link of a zip.");
            }

            if (options.Sha256 is { } hash)
            {
                FileHash.Require(zip, source, hash, "whoever gave it");
            }

            var unpacked = Directory.CreateDirectory(Path.Combine(work, "unpacked")).FullName;
            SafeZip.Unpack(zip, unpacked, source, progress: progress, ct: ct);
            Install(unpacked, target, name, notices, source, ct);
            return new ImportedModel(target, name, notices);
        }
        finally
        {
            if (Directory.Exists(work))
            {
                Directory.Delete(work, recursive: true);
            }
        }
    }

    private static void Install(string folder, string target, string name, List<string> notices, string source, CancellationToken ct)
    {
        // a zip often holds one folder, and that the model
        var inner = Directory.GetDirectories(folder).Where(d => Path.GetFileName(d) != "__MACOSX").ToList();
        if (!File.Exists(Path.Combine(folder, ModelFolder.ConfigFile)) && Directory.GetFiles(folder).Length == 0 && inner.Count == 1)
        {
            folder = inner[0];
        }

        var package = ForeignPackage.IsOne(folder) ? ForeignPackage.Open(folder) : null;
        if (ModelFolder.IsModel(folder))
        {
            if (File.Exists(Path.Combine(folder, ModelFolder.ScriptFile)))
            {
                TorchScriptScreen.Check(Path.Combine(folder, ModelFolder.ScriptFile));
            }

            ModelPackage.Install(folder, target);
        }
        else if (package is not null)
        {
            PackageImporter.Import(package, target, name, notices, ct);
        }
        else if (StarDistFolder.IsOne(folder))
        {
            StarDistFolder.Import(folder, target, name);
        }
        else if (SavedModelImporter.IsOne(folder))
        {
            SavedModelImporter.Import(folder, target, new ModelInfo { Name = name, Description = "Imported from a TensorFlow SavedModel of StarDist.", Citations = [MethodPapers.StarDist] }, null, source, notices);
        }
        else
        {
            throw new UserAdviceException(
                $"{source} holds no model that can be read: a model has config.json, model.json and weights.pt, or (StarDist for Python) config.json and weights_best.h5, or (bioimage.io) bioimageio.yaml, or (Fiji's StarDist plugin) saved_model.pb.");
        }
    }
}
