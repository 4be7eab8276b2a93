using System.Security.Cryptography;
using System.Text.RegularExpressions;
using FijiBridge.Engine.Exchange;
using FijiBridge.Engine.Models;
using FijiBridge.Engine.Packages;
using Xunit;

namespace FijiBridge.Engine.Tests.Packages;

/// <summary>What must hold for every model folder that we write.</summary>
internal static class PackageCheck
{
    /// <summary>The folder is a package whose description, files and test arrays fit together.</summary>
    /// <returns>The description.</returns>
    public static string IsPackage(string folder)
    {
        var yaml = File.ReadAllText(Path.Combine(folder, "bioimageio.yaml"));
        Assert.Equal(["pytorch_state_dict"], ForeignPackage.Open(folder).WeightKinds); // the weights are there once
        var named = Regex.Matches(yaml, "source: \"?([^\"\\s]+)\"?\\s+\"?sha256\"?: \"([0-9a-f]{64})\"").Select(m => (File: m.Groups[1].Value, Hash: m.Groups[2].Value)).ToList();
        Assert.Equal(Regex.Count(yaml, "\\bsource:"), named.Count);
        Assert.All(named, n => Assert.Equal(n.Hash, Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(folder, n.File))))));
        foreach (var file in new[] { "weights.pt", "network.py", "test_input.npy", "test_output.npy", "config.json", "thresholds.json", "model.json" })
        {
            Assert.Contains(file, named.Select(n => n.File));
        }

        Assert.True(File.Exists(Path.Combine(folder, "README.md")));
        Assert.Equal(yaml.Contains("covers:", StringComparison.Ordinal), File.Exists(Path.Combine(folder, "cover.png")));
        Assert.False(File.Exists(Path.Combine(folder, "weights.safetensors")));
        return yaml;
    }

    /// <summary>What the engine makes of the package's test image is the package's test output.</summary>
    public static void GivesItsTestOutput(string folder)
    {
        var config = ModelFolder.LoadConfig(folder);
        var image = TestArray.Read(Path.Combine(folder, "test_input.npy"), "bcyx");
        var expected = TestArray.Read(Path.Combine(folder, "test_output.npy"), "bcyx");
        var planes = Enumerable.Range(0, image.Channels).Select(c => (Array)image.Plane(c).ToArray()).ToArray();
        var input = Engine.Images.Normalizer.Normalize(new Engine.Images.Image2D("test", image.Width, image.Height, planes), ModelFolder.LoadInfo(folder).Normalization).ToArray();
        var got = ReferenceOutput.Of(folder, config, ModelFolder.LoadWeights(folder), input, image.Height, image.Width);
        var largest = Math.Max(1, expected.Values.Max(Math.Abs));
        Assert.Equal(expected.Values.Length, got.Length);
        Assert.InRange(got.Zip(expected.Values, (a, b) => Math.Abs(a - b)).Max(), 0, 1e-4 * largest);
    }
}
