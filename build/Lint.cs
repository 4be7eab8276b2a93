namespace FijiBridge.Build;

/// <summary>
/// Checks the format of the sources: C# white space and order of usings by .editorconfig (`dotnet format whitespace`),
/// and the rules that hold for every text file: LF, a last newline, no tabs for indentation, no trailing blanks.
/// </summary>
internal static class Lint
{
    private static readonly string[] TextEndings =
        [".cs", ".cpp", ".h", ".java", ".py", ".sh", ".csproj", ".props", ".targets", ".json", ".txt", ".yml", ".yaml", ".cmake", ".config", ".md"];

    public static int Run()
    {
        Shell.Say("lint: format of the sources");
        List<string> faults = TextFaults();
        faults.ForEach(Console.WriteLine);
        // --folder needs no restore and no compiler, so this check is quick and can come first.
        int code = Shell.Run(Shell.DotNet, ["format", "whitespace", ".", "--folder", "--verify-no-changes", "--exclude", .. GeneratedFolders()]);
        if (code != 0 || faults.Count > 0)
        {
            Shell.Say("lint: failed. `dotnet format whitespace` repairs the C# files.");
            return 1;
        }
        Shell.Say("lint: done");
        return 0;
    }

    private static IEnumerable<string> GeneratedFolders() =>
        Directory.EnumerateDirectories(Repository.Root, "*", SearchOption.AllDirectories)
            .Where(d => Path.GetFileName(d) is "obj" or "bin" or "artifacts" or "out")
            .Select(d => Path.GetRelativePath(Repository.Root, d) + "/");

    private static List<string> TextFaults()
    {
        List<string> faults = [];
        foreach (string file in SourceFiles().Where(f => TextEndings.Contains(Path.GetExtension(f))))
        {
            string text = File.ReadAllText(Repository.Under(file));
            if (text.Length == 0)
            {
                continue;
            }
            if (text.Contains('\r'))
            {
                faults.Add($"{file}: has CR line ends; use LF");
            }
            if (text[^1] != '\n')
            {
                faults.Add($"{file}: the last line has no newline");
            }
            string[] lines = text.Split('\n');
            for (int i = 0; i < lines.Length; i++)
            {
                string indentation = lines[i][..(lines[i].Length - lines[i].TrimStart(' ', '\t').Length)];
                if (indentation.Contains('\t'))
                {
                    faults.Add($"{file}:{i + 1}: tab in the indentation; use blanks");
                }
                if (!file.EndsWith(".md", StringComparison.Ordinal) && lines[i].EndsWith(' '))
                {
                    faults.Add($"{file}:{i + 1}: trailing blanks");
                }
            }
        }
        return faults;
    }

    /// <summary>Tracked files and new ones that git does not ignore; without git, every file outside build outputs.</summary>
    private static IEnumerable<string> SourceFiles()
    {
        if (Shell.Find("git") is not null)
        {
            (int code, string output) = Shell.Capture("git", "ls-files", "--cached", "--others", "--exclude-standard");
            if (code == 0)
            {
                return output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(f => File.Exists(Repository.Under(f)));
            }
        }
        string[] generated = ["bin", "obj", "artifacts", "out", ".git"];
        return Directory.EnumerateFiles(Repository.Root, "*", SearchOption.AllDirectories)
            .Select(f => Path.GetRelativePath(Repository.Root, f).Replace('\\', '/'))
            .Where(f => !f.Split('/').Intersect(generated).Any());
    }
}
