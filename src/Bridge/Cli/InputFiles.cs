using System.IO.Enumeration;
using FijiBridge.Engine;

namespace FijiBridge.Bridge.Cli;

/// <summary>Turns what the user typed (files, folders, patterns with * ? **) into image files, in a stable order.</summary>
internal static class InputFiles
{
    // What ImageJ reads by itself and the usual microscope formats of Bio-Formats.
    private static readonly HashSet<string> ImageExtensions = new(StringComparer.OrdinalIgnoreCase)
    {
        ".tif", ".tiff", ".png", ".jpg", ".jpeg", ".gif", ".bmp", ".pgm", ".dcm", ".fits",
        ".nd2", ".czi", ".lsm", ".lif", ".ics", ".ids", ".oif", ".oib", ".vsi", ".dv", ".stk", ".svs", ".ndpi", ".mrxs", ".zvi",
    };

    /// <summary>
    /// Expands <paramref name="inputs"/>. A folder stands for the images in it (and below it with
    /// <paramref name="recursive"/>) except the results of earlier runs; a pattern stands for what matches it.
    /// </summary>
    /// <exception cref="UserAdviceException">A path does not exist, a folder holds no image, a pattern matches nothing.</exception>
    public static IReadOnlyList<string> Expand(IEnumerable<string> inputs, bool recursive)
    {
        var seen = new HashSet<string>(OperatingSystem.IsWindows() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal);
        return [.. inputs.SelectMany(input => ExpandOne(input, recursive)).Where(file => seen.Add(Path.GetFullPath(file)))];
    }

    private static IEnumerable<string> ExpandOne(string input, bool recursive)
    {
        if (File.Exists(input))
        {
            return [input];
        }

        if (Directory.Exists(input))
        {
            return InFolder(input, recursive);
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

    private static IReadOnlyList<string> InFolder(string folder, bool recursive)
    {
        var options = new EnumerationOptions { RecurseSubdirectories = recursive };
        var files = Directory.EnumerateFiles(folder, "*", options)
            .Where(f => ImageExtensions.Contains(Path.GetExtension(f)) && !OutputFiles.IsResult(f))
            .Order(StringComparer.Ordinal).ToList();
        return files.Count > 0
            ? files
            : throw new UserAdviceException($"Folder {folder} holds no image file; give a folder with images (TIFF, PNG, JPEG, …){(recursive ? "" : ", or add --recursive to look in its subfolders")}.");
    }

    private static IReadOnlyList<string> Matching(string pattern)
    {
        var parts = pattern.Split(Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar);
        var fixedParts = parts.TakeWhile(p => p.AsSpan().IndexOfAny('*', '?') < 0).ToArray();
        var root = string.Join(Path.DirectorySeparatorChar, fixedParts);
        if (fixedParts.Length > 0 && root.Length == 0)
        {
            root = Path.DirectorySeparatorChar.ToString();
        }

        return [.. Match(root, parts.AsMemory(fixedParts.Length)).Where(f => !OutputFiles.IsResult(f)).Distinct().Order(StringComparer.Ordinal)];
    }

    private static IEnumerable<string> Match(string folder, ReadOnlyMemory<string> parts)
    {
        var here = folder.Length == 0 ? "." : folder;
        if (!Directory.Exists(here))
        {
            return [];
        }

        var part = parts.Span[0];
        if (part == "**")
        {
            var below = Directory.EnumerateDirectories(here).SelectMany(d => Match(Join(folder, d), parts));
            return parts.Length == 1 ? below.Concat(Directory.EnumerateFiles(here).Select(f => Join(folder, f))) : Match(folder, parts[1..]).Concat(below);
        }

        bool Fits(string path) => FileSystemName.MatchesSimpleExpression(part, Path.GetFileName(path), OperatingSystem.IsWindows());
        return parts.Length == 1
            ? Directory.EnumerateFiles(here).Where(Fits).Select(f => Join(folder, f))
            : Directory.EnumerateDirectories(here).Where(Fits).SelectMany(d => Match(Join(folder, d), parts[1..]));
    }

    private static string Join(string folder, string entry) => Path.Combine(folder, Path.GetFileName(entry));
}
