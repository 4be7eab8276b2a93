using System.Runtime.InteropServices;
using FijiBridge.Engine.Models;
using FijiBridge.Engine.StarDist;

namespace FijiBridge.Benchmarks;

/// <summary>The network and images of the benchmarks: StarDist's defaults with grid 2 (1,425,185 weights) unless told otherwise, random weights, random pixels.</summary>
internal static class BenchNetwork
{
    /// <summary>32 rays, depth 3, 32 filters.</summary>
    public static StarDistConfig Config(int grid) => new() { Grid = [grid, grid] };

    /// <summary>Writes the weights for the peers; returns the file.</summary>
    public static string WriteWeights(int grid)
    {
        var file = Path.Combine(BenchFolder.Work, $"grid{grid}.safetensors");
        using var net = new StarDistNet(Config(grid), seed: 1);
        SafetensorsFile.Write(file, ModuleWeights.Get(net));
        return file;
    }

    /// <summary>The network with the weights of a file.</summary>
    public static StarDistNet Load(string file, int grid)
    {
        var net = new StarDistNet(Config(grid));
        ModuleWeights.Set(net, SafetensorsFile.Read(file).Tensors, file);
        return net;
    }

    /// <summary>Writes a batch of images as raw float32; returns the file.</summary>
    public static string WriteImages(int batch, int size)
    {
        var file = Path.Combine(BenchFolder.Work, $"input-{batch}x{size}.f32");
        var random = new Random(2);
        var pixels = new float[batch * size * size];
        for (var i = 0; i < pixels.Length; i++)
        {
            pixels[i] = (float)((2 * random.NextDouble()) - 0.5);
        }

        WriteFloats(file, pixels);
        return file;
    }

    /// <summary>Raw float32.</summary>
    public static float[] ReadFloats(string file) => MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(file)).ToArray();

    /// <summary>Raw float32.</summary>
    public static void WriteFloats(string file, float[] values) => File.WriteAllBytes(file, MemoryMarshal.AsBytes(values.AsSpan()).ToArray());

    /// <summary>Largest difference of two raw files as a part of the range of the first; NaN where one is missing.</summary>
    public static double Difference(string reference, string other)
    {
        if (!File.Exists(reference) || !File.Exists(other))
        {
            return double.NaN;
        }

        float[] a = ReadFloats(reference), b = ReadFloats(other);
        return a.Length != b.Length ? double.PositiveInfinity : a.Zip(b, (x, y) => Math.Abs((double)x - y)).Max() / Math.Max(1e-9, a.Max(Math.Abs));
    }
}
