using System.IO.Enumeration;
using FijiBridge.Bridge.Batch;
using FijiBridge.Engine;

namespace FijiBridge.Bridge.Cli;

/// <summary>Turns what the user typed (files, folders, patterns with * ? **) into image files, in a stable order.</summary>
internal sealed class InputFiles
{
    // What ImageJ reads by itself and the microscope formats of Bio-Formats, but for endings that are used for other things too (.img, .h5)
    // and for files that only name others (.nd): give those by --pattern.
    private static readonly HashSet<string> ImageExtensions = new(StringComparer.OrdinalIgnoreCase)
    {
        ".tif", ".tiff", ".png", ".jpg", ".jpeg", ".gif", ".bmp", ".pgm", ".dcm", ".fits",
        ".nd2", ".czi", ".lsm", ".lif", ".ics", ".ids", ".oif", ".oib", ".vsi", ".dv", ".stk", ".svs", ".ndpi", ".mrxs", ".zvi",
        ".lof", ".xlef", ".oir", ".r3d", ".scn", ".ims", ".sld", ".mvd2", ".flex", ".afi", ".bif", ".dm3", ".dm4", ".sif", ".ipl", ".liff", ".jp2",
    };

    private readonly FolderWalk _walk = new();
    private readonly bool _recursive;
    private readonly IReadOnlyList<string> _patterns;
    private readonly string? _out;
    private int _leftOut;

    private InputFiles(bool recursive, IReadOnlyList<string> patterns, string? outFolder)
    {
        _recursive = recursive;
        _patterns = patterns;
        _out = outFolder is null ? null : RealPath.Of(outFolder);
    }

    /// <summary>
    /// Expands <paramref name="inputs"/>. A folder stands for the images in it (and below it with
    /// <paramref name="recursive"/>) except the results of earlier runs; a pattern stands for what matches it.
    /// </summary>
    /// <exception cref="UserAdviceException">A path does not exist, a folder cannot be listed or holds no image, a pattern matches nothing.</exception>
    public static IReadOnlyList<string> Expand(IEnumerable<string> inputs, bool recursive)
    {
        var found = Find(inputs, recursive, [], null);
        return found.Unreadable is [var folder, ..] ? throw new UserAdviceException(folder.Advice) : [.. found.Images.Select(i => i.Path)];
    }

    /// <summary>As <see cref="Expand"/>, with what else a batch needs to know.</summary>
    /// <param name="inputs">Files, folders, patterns.</param>
    /// <param name="recursive">Also the folders below a folder.</param>
    /// <param name="patterns">Only files of a folder that fit one of these: names (*.tif) or paths below the folder (plate?/*_w1.*); all images where empty.</param>
    /// <param name="outFolder">Where results go: what lies there is no input, though it be inside a folder of inputs.</param>
    /// <exception cref="UserAdviceException">A path does not exist, a folder holds no image, a pattern matches nothing.</exception>
    public static FoundImages Find(IEnumerable<string> inputs, bool recursive, IReadOnlyList<string> patterns, string? outFolder)
    {
        var files = new InputFiles(recursive, patterns, outFolder);
        var seen = new HashSet<string>(OperatingSystem.IsWindows() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal);
        var images = inputs.SelectMany(files.ExpandOne).Where(image => seen.Add(Path.GetFullPath(image.Path))).ToList();
        return new FoundImages(images, files._walk.Unreadable, files._leftOut);
    }

    private IEnumerable<FoundImage> ExpandOne(string input)
    {
        if (File.Exists(input))
        {
            return [new FoundImage(input)];
        }

        if (Directory.Exists(input))
        {
            return InFolder(input);
        }

        if (input.AsSpan().IndexOfAny('*', '?') < 0)
        {
            throw new UserAdviceException($"Input {input} does not exist; give image files, folders or patterns such as \"images/*.tif\".");
        }

        var matches = Matching(input);
        return matches.Count > 0
            ? matches
            : throw new UserAdviceException($"No file matches the pattern {input}; check it, and put it in quotes so that the shell leaves it alone.");
    }

    private List<FoundImage> InFolder(string folder)
    {
        var unreadable = _walk.Unreadable.Count;
        var files = _walk.Folders(folder, _recursive).Where(f => !IsOutput(f, folder)).SelectMany(_walk.Files)
            .Where(f => IsWanted(Path.GetRelativePath(folder, f)) && !IsSecondHalf(f) && IsNoResult(f))
            .Order(StringComparer.Ordinal).Select(f => new FoundImage(f, Path.GetRelativePath(folder, Path.GetDirectoryName(f)!))).ToList();
        if (files.Count > 0 || _walk.Unreadable.Count > unreadable)
        {
            return files;
        }

        throw _patterns.Count > 0
            ? new UserAdviceException($"No file in folder {folder} matches --pattern {string.Join(" or ", _patterns)}; check it{(_recursive ? "" : ", or add --recursive to look in its subfolders")}.")
            : new UserAdviceException($"Folder {folder} holds no image file; give a folder with images (TIFF, PNG, JPEG, …){(_recursive ? "" : ", or add --recursive to look in its subfolders")}.");
    }

    private bool IsWanted(string relative) => _patterns.Count == 0
        ? ImageExtensions.Contains(Path.GetExtension(relative))
        : _patterns.Any(p => Fits(p, p.AsSpan().IndexOfAny('/', Path.DirectorySeparatorChar) < 0 ? Path.GetFileName(relative) : relative));

    // The pixels of an ICS image of two files, whose header stands for both.
    private static bool IsSecondHalf(string file) =>
        Path.GetExtension(file).Equals(".ids", StringComparison.OrdinalIgnoreCase) && (File.Exists(Path.ChangeExtension(file, ".ics")) || File.Exists(Path.ChangeExtension(file, ".ICS")));

    // Results among the inputs are left out and counted, so that the user is told of files that only look like results.
    private bool IsNoResult(string file)
    {
        var isResult = OutputFiles.IsResult(file);
        _leftOut += isResult ? 1 : 0;
        return !isResult;
    }

    // Beside the images, results are told by their names; a folder of its own is left out as a whole.
    private bool IsOutput(string folder, string root)
    {
        if (_out is null)
        {
            return false;
        }

        var real = RealPath.Of(folder.Length == 0 ? "." : folder);
        return RealPath.IsWithin(real, _out) && !RealPath.IsWithin(RealPath.Of(root.Length == 0 ? "." : root), _out);
    }

    private List<FoundImage> Matching(string pattern)
    {
        var parts = pattern.Split(Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar);
        var fixedParts = parts.TakeWhile(p => p.AsSpan().IndexOfAny('*', '?') < 0).ToArray();
        var root = string.Join(Path.DirectorySeparatorChar, fixedParts);
        if (fixedParts.Length > 0 && root.Length == 0)
        {
            root = Path.DirectorySeparatorChar.ToString();
        }

        return [.. Match(root, root, parts.AsMemory(fixedParts.Length)).Distinct().Where(IsNoResult).Order(StringComparer.Ordinal).Select(f => new FoundImage(f))];
    }

    private IEnumerable<string> Match(string root, string folder, ReadOnlyMemory<string> parts)
    {
        if (!Directory.Exists(folder.Length == 0 ? "." : folder) || IsOutput(folder, root))
        {
            return [];
        }

        var (part, rest) = (parts.Span[0], parts[1..]);
        if (part == "**")
        {
            return _walk.Folders(folder).SelectMany(f => rest.IsEmpty ? Match(root, f, new[] { "*" }) : Match(root, f, rest));
        }

        return rest.IsEmpty
            ? _walk.Files(folder).Where(f => Fits(part, Path.GetFileName(f)))
            : Directory.EnumerateDirectories(folder.Length == 0 ? "." : folder).Select(d => Path.GetFileName(d)).Where(d => Fits(part, d))
                .SelectMany(d => Match(root, Path.Combine(folder, d), rest));
    }

    private static bool Fits(string pattern, string name) => FileSystemName.MatchesSimpleExpression(pattern, name, OperatingSystem.IsWindows());
}
