using FijiBridge.Engine.Images;
using FijiBridge.Engine.Models;
using FijiBridge.Engine.Runtime;
using FijiBridge.Engine.Simulation;
using FijiBridge.Engine.StarDist;

namespace FijiBridge.Engine.Exchange;

/// <summary>
/// A model that is exported: its files, its network as a graph, and one image with what the engine's own runtime makes of it,
/// against which every written network is checked, here and at the colleague's.
/// </summary>
internal sealed class ExportSource
{
    private const int LeastTestSize = 256;

    private ExportSource(string folder, StarDistConfig config, StarDistThresholds thresholds, ModelInfo info, IReadOnlyDictionary<string, float[]> weights)
    {
        Folder = folder;
        Config = config;
        Thresholds = thresholds;
        Info = info;
        Weights = weights;
        Graph = StarDistGraph.Of(config, weights);
        var halo = Engine.StarDist.ReceptiveField.Of(config);
        Halo = Math.Max(halo.HaloY, halo.HaloX);
        Height = RoundUp(Math.Max(LeastTestSize, (2 * Halo) + 1), config.DivisorY);
        Width = RoundUp(Math.Max(LeastTestSize, (2 * Halo) + 1), config.DivisorX);
        TestImage = Simulated();
        TestInput = Normalizer.Normalize(TestImage, info.Normalization).ToArray();
        TestOutput = Reference();
    }

    /// <summary>Model folder.</summary>
    public string Folder { get; }

    /// <summary>Shape of the network.</summary>
    public StarDistConfig Config { get; }

    /// <summary>Thresholds.</summary>
    public StarDistThresholds Thresholds { get; }

    /// <summary>Description.</summary>
    public ModelInfo Info { get; }

    /// <summary>Arrays by state-dict key.</summary>
    public IReadOnlyDictionary<string, float[]> Weights { get; }

    /// <summary>The network.</summary>
    public NetworkGraph Graph { get; }

    /// <summary>Pixels beyond an output pixel that can change it.</summary>
    public int Halo { get; }

    /// <summary>Rows of the test image: a multiple of the divisor and larger than two halos.</summary>
    public int Height { get; }

    /// <summary>Columns of the test image.</summary>
    public int Width { get; }

    /// <summary>Simulated nuclei, the same in each channel.</summary>
    public Image2D TestImage { get; }

    /// <summary>The test image normalised, (channels, Height, Width).</summary>
    public float[] TestInput { get; }

    /// <summary>What the network gives for it, (output channels, Height, Width).</summary>
    public float[] TestOutput { get; }

    /// <summary>Reads a model folder and runs the network on the test image.</summary>
    /// <exception cref="UserAdviceException">The folder is not a model or is damaged.</exception>
    public static ExportSource Open(string folder) =>
        new(folder, ModelFolder.LoadConfig<StarDistConfig>(folder), (StarDistThresholds)ModelFolder.LoadThresholds(folder), ModelFolder.LoadInfo(folder), ModelFolder.LoadWeights(folder));

    private static int RoundUp(int value, int step) => (value + step - 1) / step * step;

    private Image2D Simulated()
    {
        var nuclei = NucleiSimulator.Simulate(new NucleiSimulatorOptions { Width = Width, Height = Height, Count = Math.Max(1, Height * Width / 2000) }, seed: 1).Image;
        return new Image2D("test", Width, Height, [.. Enumerable.Repeat(nuclei.Plane(0), Config.NChannelIn)]);
    }

    private float[] Reference()
    {
        var device = ComputeDevice.Choose("cpu");
        using var runtime = NetworkRuntimes.NeedsNoLibtorch(Config, device, new LibtorchRuntimeOptions())
            ? new Runtime.Cpu.CpuRuntime(Config, Weights, threads: 0)
            : NetworkRuntimes.Create(ModelFolder.LoadNetwork(Folder), device);
        using var maps = runtime.Run(TestInput, Height, Width, flips: false);
        var cells = maps.Height * maps.Width;
        var positions = Enumerable.Range(0, cells).Select(i => (long)i).ToArray();
        float[] dist = maps.GatherDist(positions), classes = maps.GatherClass(positions) ?? [];
        int area = Height * Width, nClasses = classes.Length / cells;
        var output = new float[(1 + Config.NRays + nClasses) * area];
        for (var y = 0; y < Height; y++)
        {
            for (var x = 0; x < Width; x++)
            {
                int at = (y * Width) + x, cell = (y / Config.GridY * maps.Width) + (x / Config.GridX);
                output[at] = y % Config.GridY == 0 && x % Config.GridX == 0 ? maps.Prob[cell] : 0;
                for (var k = 0; k < Config.NRays; k++)
                {
                    output[((1 + k) * area) + at] = dist[(cell * Config.NRays) + k];
                }

                for (var k = 0; k < nClasses; k++)
                {
                    output[((1 + Config.NRays + k) * area) + at] = classes[(cell * nClasses) + k];
                }
            }
        }

        return output;
    }
}
