using Xunit;

namespace FijiBridge.Engine.Tests.TestData;

/// <summary>Finds the real microscopy images that may lie beside the checkout, in shared/data.</summary>
public static class SharedData
{
    /// <summary>Path below shared/data; skips the test that asks where it is not there.</summary>
    public static string Require(params string[] parts)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var path = Path.Combine([folder.FullName, "shared", "data", .. parts]);
            if (Path.Exists(path))
            {
                return path;
            }
        }

        Assert.Skip($"shared/data/{string.Join('/', parts)} is not beside this checkout.");
        return "";
    }
}
