using FijiBridge.Engine.Models;

namespace FijiBridge.Engine.Exchange;

/// <summary>
/// The description of an unpacked bioimage.io package, of the formats 0.4 and 0.5, whoever made it. Opening it checks that the
/// files it names are there and have the hashes it gives.
/// </summary>
internal sealed class ForeignPackage
{
    private static readonly string[] s_names = ["bioimageio.yaml", "rdf.yaml", "model.yaml"];

    private ForeignPackage(string folder, string file, YamlMap description)
    {
        (Folder, File, Description) = (folder, file, description);
        CheckKind();
        CheckFiles();
    }

    /// <summary>The folder.</summary>
    public string Folder { get; }

    /// <summary>The description's path.</summary>
    public string File { get; }

    /// <summary>All that it says.</summary>
    public YamlMap Description { get; }

    /// <summary>True for format 0.4.</summary>
    public bool IsOldFormat => Description.Text("format_version")!.StartsWith("0.4", StringComparison.Ordinal);

    /// <summary>True where a folder holds such a package.</summary>
    public static bool IsOne(string folder) => s_names.Any(n => System.IO.File.Exists(Path.Combine(folder, n)));

    /// <summary>Reads and checks the description.</summary>
    /// <exception cref="UserAdviceException">It is damaged, of another version or kind, or a file is missing or has another hash; the message names it.</exception>
    public static ForeignPackage Open(string folder)
    {
        var file = s_names.Select(n => Path.Combine(folder, n)).First(System.IO.File.Exists);
        return new ForeignPackage(folder, file, YamlMap.Read(file));
    }

    /// <summary>Names of the kinds of weights that it has.</summary>
    public IReadOnlyList<string> WeightKinds => [.. Description.Map("weights")?.Keys ?? []];

    /// <summary>The weights of a kind, or null.</summary>
    public YamlMap? Weights(string kind) => Description.Map("weights")?.Map(kind);

    /// <summary>The path of a file of the package, or null where it is a URL or not there.</summary>
    public string? PathOf(string? source) =>
        source is not null && Inside(source) is { } path && System.IO.File.Exists(path) ? path : null;

    /// <summary>The attached files.</summary>
    public IEnumerable<string> Attachments
    {
        get
        {
            var sources = Description.Maps("attachments").Select(a => a.Text("source"))
                .Concat(Description.Map("attachments")?.Texts("files") ?? []).Concat(Description.Texts("attachments"));
            return sources.Select(PathOf).OfType<string>();
        }
    }

    /// <summary>Name, authors, licence and citations for model.json.</summary>
    /// <param name="name">Its name here.</param>
    public ModelInfo Info(string name) => new()
    {
        Name = name,
        Description = Description.Text("description") ?? "",
        Authors = [.. Description.Maps("authors").Select(a => a.Text("name")).OfType<string>()],
        Licence = Description.Text("license") ?? "",
        Citations = [.. Description.Maps("cite").Select(c => $"{c.Text("text")}{((c.Text("doi") ?? c.Text("url")) is { } where ? $", {where}" : "")}")],
    };

    /// <summary>The model card that came with it, or null.</summary>
    public string? Card => PathOf(Description.Text("documentation")) is { } path && Path.GetExtension(path) == ".md" && new FileInfo(path).Length < 1 << 20
        ? System.IO.File.ReadAllText(path)
        : null;

    private void CheckKind()
    {
        var (type, version) = (Description.Text("type") ?? "model", Description.Text("format_version") ?? "none");
        if (type != "model")
        {
            throw new UserAdviceException($"{File} describes a {type}, not a model.");
        }

        if (!version.StartsWith("0.4", StringComparison.Ordinal) && !version.StartsWith("0.5", StringComparison.Ordinal))
        {
            var newer = Version.TryParse(version, out var v) && v > new Version(0, 5, 99);
            throw new UserAdviceException(
                $"{File} is of format {version}; 0.4 and 0.5 can be read. {(newer ? "Update FijiBridge, or ask for the package in format 0.5." : "Ask for the package in format 0.5.")}");
        }

        if (WeightKinds.Count == 0)
        {
            throw new UserAdviceException($"{File} names no weights; ask for the whole package.");
        }
    }

    // Every file that is there must be the one that was described. What is elsewhere on the web is not fetched.
    private void CheckFiles()
    {
        foreach (var entry in Entries(Description))
        {
            var (source, hash) = (entry.Text("source")!, entry.Text("sha256"));
            if (source.Contains("://", StringComparison.Ordinal) || hash is null)
            {
                continue;
            }

            var path = PathOf(source) ?? throw new UserAdviceException($"The package lacks the file {source}, which {Path.GetFileName(File)} names; ask for the whole package.");
            FileHash.Require(path, source, hash, Path.GetFileName(File));
        }
    }

    private static IEnumerable<YamlMap> Entries(YamlMap map)
    {
        if (map.Text("source") is not null)
        {
            yield return map;
        }

        foreach (var inner in map.Keys.Where(k => k != "config").SelectMany(k => map.Map(k) is { } one ? [one] : map.Maps(k)))
        {
            foreach (var entry in Entries(inner))
            {
                yield return entry;
            }
        }
    }

    private string? Inside(string source)
    {
        var root = Path.GetFullPath(Folder) + Path.DirectorySeparatorChar;
        var path = Path.GetFullPath(Path.Combine(root, source.Replace('\\', '/')));
        return path.StartsWith(root, StringComparison.Ordinal) ? path : null;
    }
}
