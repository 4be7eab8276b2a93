using Xunit;

namespace FijiBridge.Bridge.Tests.Cli;

public sealed class SamplesTests : IDisposable
{
    private readonly WorkFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_commands_in_the_readme_of_the_samples_make_them_again_bit_for_bit()
    {
        var samples = Samples();
        var commands = File.ReadAllLines(Path.Combine(samples, "README.md"))
            .Select(l => l.Trim()).Where(l => l.StartsWith("fijibridge ", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(commands);
        foreach (var command in commands)
        {
            var result = CommandLine.RunIn(_folder.Path, command.Split(' ')[1..]);
            Assert.True(result.ExitCode == 0, result.Error);
        }

        var made = Files(Path.Combine(_folder.Path, "samples"));
        Assert.Equal(Files(samples), made);
        Assert.All(made, file => Assert.Equal(File.ReadAllBytes(Path.Combine(samples, file)), File.ReadAllBytes(Path.Combine(_folder.Path, "samples", file))));
    }

    [Fact]
    public void A_simulated_image_that_exists_is_not_replaced_by_accident()
    {
        string[] command = ["simulate", "--out", _folder["set"], "--width", "64", "--height", "64", "--nuclei", "2", "--count", "2"];
        Assert.Equal(0, CommandLine.Run(command).ExitCode);
        var again = CommandLine.Run(command);
        Assert.Equal(2, again.ExitCode);
        Assert.Contains("nuclei-1.tif exists already; add --overwrite", Assert.Single(again.ErrorLines));
        Assert.Equal(0, CommandLine.Run([.. command, "--overwrite"]).ExitCode);
    }

    [Fact]
    public void Impossible_nuclei_are_refused_with_the_limits()
    {
        var result = CommandLine.Run("simulate", "--out", _folder["set"], "--bits", "12");
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("bit depth is 12; choose 8 or 16", Assert.Single(result.ErrorLines));
        Assert.False(Directory.Exists(_folder["set"]));
    }

    private static string Samples()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "samples", "README.md")))
            {
                return Path.Combine(folder.FullName, "samples");
            }
        }

        throw new DirectoryNotFoundException("samples/ is not above the tests.");
    }

    private static string[] Files(string folder) =>
        [.. Directory.GetFiles(folder, "*.tif", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(folder, f)).Order(StringComparer.Ordinal)];
}
