using Xunit;

namespace FijiBridge.Bridge.Tests;

/// <summary>Finds the sample images in the folder shared/data beside the checkout.</summary>
internal static class TestData
{
    /// <summary>Path of a file or folder below shared/data; skips the test where the folder is not there.</summary>
    public static string Find(string relativePath)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var data = Path.Combine(folder.FullName, "shared", "data");
            if (Directory.Exists(data))
            {
                return Path.Combine(data, relativePath);
            }
        }

        Assert.Skip("The sample images (shared/data beside the checkout) are not on this machine.");
        return string.Empty;
    }
}

/// <summary>A folder that is deleted after the test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("fijibridge-test-").FullName;

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
