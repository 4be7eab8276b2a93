using System.Text.Json;
using TorchSharp;
using Xunit;

namespace FijiBridge.Torch.Tests;

/// <summary>Values written by tests/fixtures/golden/make_torch_golden.py, and the input formula that both sides share.</summary>
internal static class Golden
{
    private static readonly JsonDocument File = JsonDocument.Parse(
        System.IO.File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "golden", "torch_golden.json")));

    internal static float[] Values(string name) => [.. File.RootElement.GetProperty(name).EnumerateArray().Select(v => v.GetSingle())];

    internal static torch.Tensor Ramp(params long[] shape)
    {
        long n = shape.Aggregate(1L, (a, b) => a * b);
        float[] values = [.. Enumerable.Range(0, (int)n).Select(k => (k * 7919L + 13) % 101 / 50f - 1)];
        return torch.tensor(values, shape);
    }

    internal static void Check(string name, torch.Tensor actual, double tolerance = 1e-5)
    {
        using torch.Tensor detached = actual.detach();
        float[] found = detached.data<float>().ToArray();
        float[] expected = Values(name);
        Assert.Equal(expected.Length, found.Length);
        for (int k = 0; k < found.Length; k++)
            Assert.True(Math.Abs(expected[k] - found[k]) <= tolerance, $"{name}[{k}] is {found[k]}, not {expected[k]}");
    }
}
