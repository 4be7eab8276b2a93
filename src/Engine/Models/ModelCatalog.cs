namespace FijiBridge.Engine.Models;

/// <summary>A model that was found.</summary>
/// <param name="Name">Folder name, by which it is asked for.</param>
/// <param name="Folder">Full path.</param>
public sealed record ModelEntry(string Name, string Folder);

/// <summary>
/// Finds models by name. Searched in this order, the first hit counts: folders given by the caller, FIJIBRIDGE_MODELS
/// (several, separated as in PATH), "models" beside the program and above it, ~/.fijibridge/models.
/// </summary>
public sealed class ModelCatalog
{
    private readonly List<string> _folders;

    /// <summary>Creates a catalog.</summary>
    /// <param name="folders">Folders to search first.</param>
    /// <param name="programFolder">Folder of the program; the running one's when null.</param>
    public ModelCatalog(IEnumerable<string>? folders = null, string? programFolder = null)
    {
        _folders = [.. folders ?? []];
        var variable = Environment.GetEnvironmentVariable("FIJIBRIDGE_MODELS");
        if (!string.IsNullOrEmpty(variable))
        {
            _folders.AddRange(variable.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries));
        }

        // In a checkout the program lies a few folders below the one that holds models/.
        for (var above = new DirectoryInfo(programFolder ?? AppContext.BaseDirectory); above is not null; above = above.Parent)
        {
            var beside = Path.Combine(above.FullName, "models");
            if (Directory.Exists(beside) && Directory.EnumerateDirectories(beside).Any(ModelFolder.IsModel))
            {
                _folders.Add(beside);
                break;
            }
        }

        _folders.Add(UserFolder);
    }

    /// <summary>Where a user's own models are installed: ~/.fijibridge/models.</summary>
    public static string UserFolder => Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".fijibridge", "models");

    /// <summary>The folders that are searched.</summary>
    public IReadOnlyList<string> Folders => _folders;

    /// <summary>All models, each name once. Hidden folders are none: in them models are written.</summary>
    public IReadOnlyList<ModelEntry> List() =>
    [
        .. _folders.Where(Directory.Exists)
            .SelectMany(f => Directory.EnumerateDirectories(f).Where(m => Path.GetFileName(m)[0] != '.' && ModelFolder.IsModel(m)).Order(StringComparer.Ordinal))
            .Select(f => new ModelEntry(ModelFolder.NameOf(f), Path.GetFullPath(f)))
            .DistinctBy(m => m.Name, StringComparer.OrdinalIgnoreCase),
    ];

    /// <summary>The folder of a model.</summary>
    /// <param name="nameOrFolder">A name, upper or lower case, or the path of a model folder.</param>
    /// <exception cref="UserAdviceException">There is none; the message lists those that were found and where was searched.</exception>
    public ModelEntry Find(string nameOrFolder)
    {
        if (Directory.Exists(nameOrFolder) && (ModelFolder.IsModel(nameOrFolder) || Path.IsPathRooted(nameOrFolder) || nameOrFolder.Contains(Path.DirectorySeparatorChar)))
        {
            return new ModelEntry(ModelFolder.NameOf(nameOrFolder), Path.GetFullPath(nameOrFolder));
        }

        var models = List();
        return models.FirstOrDefault(m => string.Equals(m.Name, nameOrFolder, StringComparison.OrdinalIgnoreCase))
            ?? throw new UserAdviceException(
                $"There is no model \"{nameOrFolder}\". Installed: {(models.Count == 0 ? "none" : string.Join(", ", models.Select(m => m.Name)))}. Searched: {string.Join(", ", _folders)}.");
    }
}
