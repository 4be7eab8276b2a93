using FijiBridge.Engine.Files;
using FijiBridge.Engine.Models;

namespace FijiBridge.Engine.Exchange;

/// <summary>How a model is installed.</summary>
public sealed record ImportOptions
{
    /// <summary>Its name, or null for that of the source.</summary>
    public string? Name { get; init; }

    /// <summary>Replace a model of the same name.</summary>
    public bool Overwrite { get; init; }
}

/// <summary>A model that was installed.</summary>
/// <param name="Folder">Its folder.</param>
/// <param name="Name">The name by which it is asked for.</param>
/// <param name="Notices">What the user should know, one sentence each.</param>
public sealed record ImportedModel(string Folder, string Name, IReadOnlyList<string> Notices);

/// <summary>Installs models from elsewhere: our packages and folders, and those of StarDist for Python, as folder or zip.</summary>
public static class ModelImporter
{
    /// <summary>Installs a model.</summary>
    /// <param name="source">A folder or a zip.</param>
    /// <param name="models">Folder of models that receives it.</param>
    /// <param name="options">Name and what to do where it is taken.</param>
    /// <param name="progress">Receives progress.</param>
    /// <param name="ct">Stops; nothing is left.</param>
    /// <exception cref="UserAdviceException">The source is missing, damaged or of a kind that cannot be read, or the name is taken.</exception>
    public static ImportedModel Import(
        string source, string models, ImportOptions? options = null, IProgress<ProgressReport>? progress = null, CancellationToken ct = default)
    {
        options ??= new ImportOptions();
        var name = options.Name ?? Path.GetFileNameWithoutExtension(Path.TrimEndingDirectorySeparator(source));
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
        if (Directory.Exists(source))
        {
            ct.ThrowIfCancellationRequested();
            Install(source, target, name);
            return new ImportedModel(target, name, []);
        }

        if (!File.Exists(source))
        {
            throw new UserAdviceException($"{source} does not exist; give a model folder or a zip.");
        }

        var unpacked = Path.Combine(models, $".{name}.{Environment.ProcessId}.tmp");
        try
        {
            Directory.CreateDirectory(unpacked);
            SafeZip.Unpack(source, unpacked, progress: progress, ct: ct);
            Install(unpacked, target, name, source);
            return new ImportedModel(target, name, []);
        }
        finally
        {
            if (Directory.Exists(unpacked))
            {
                Directory.Delete(unpacked, recursive: true);
            }
        }
    }

    private static void Install(string folder, string target, string name, string? zip = null)
    {
        // a zip often holds one folder, and that the model
        var inner = Directory.GetDirectories(folder);
        if (!File.Exists(Path.Combine(folder, ModelFolder.ConfigFile)) && Directory.GetFiles(folder).Length == 0 && inner.Length == 1)
        {
            folder = inner[0];
        }

        if (ModelFolder.IsModel(folder))
        {
            ModelFolder.Copy(folder, target);
        }
        else if (StarDistFolder.IsOne(folder))
        {
            StarDistFolder.Import(folder, target, name);
        }
        else
        {
            throw new UserAdviceException($"{zip ?? folder} holds no model that can be read{Kind(folder)}.");
        }
    }

    private static string Kind(string folder)
    {
        if (File.Exists(Path.Combine(folder, "saved_model.pb")))
        {
            return ": it is a TensorFlow SavedModel, as the StarDist plugin of Fiji uses; ask the colleague for the StarDist model folder with config.json and weights_best.h5";
        }

        return File.Exists(Path.Combine(folder, "bioimageio.yaml")) || File.Exists(Path.Combine(folder, "rdf.yaml"))
            ? ": it is a bioimage.io package of another program, which cannot be read yet; ask for the StarDist model folder with config.json and weights_best.h5"
            : ": a model has config.json and weights.safetensors, or (StarDist for Python) config.json and weights_best.h5";
    }
}
