namespace FijiBridge.Bridge.Tests.Protocol;

/// <summary>The sample messages that C#, Java and docs/protocol.md share.</summary>
internal static class Fixtures
{
    public static string Root { get; } = FindRoot();

    public static IEnumerable<string> Names(string kind) =>
        Directory.EnumerateFiles(Path.Combine(Root, "tests", "fixtures", "protocol"), kind + "-*.json").Select(p => Path.GetFileName(p)).Order();

    public static string Line(string name) => File.ReadAllText(Path.Combine(Root, "tests", "fixtures", "protocol", name)).TrimEnd('\n');

    private static string FindRoot()
    {
        for (DirectoryInfo? d = new(AppContext.BaseDirectory); d is not null; d = d.Parent)
        {
            if (File.Exists(Path.Combine(d.FullName, "FijiBridge.sln")))
            {
                return d.FullName;
            }
        }

        throw new InvalidOperationException("FijiBridge.sln was not found above the test program.");
    }
}
