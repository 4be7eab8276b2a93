using FijiBridge.Engine.Images;
using FijiBridge.Engine.Models;
using FijiBridge.Engine.Simulation;
using FijiBridge.Engine.StarDist;
using FijiBridge.Engine.UNet;

namespace FijiBridge.Engine.Exchange;

/// <summary>
/// A model that is exported: its files, its network as a graph, and one image with what the engine's own runtime makes of it,
/// against which every written network is checked, here and at the colleague's.
/// </summary>
internal sealed class ExportSource
{
    private const int LeastTestSize = 256;

    private ExportSource(string folder, ExportOptions options)
    {
        Folder = folder;
        Config = ModelFolder.LoadConfig(folder);
        Thresholds = ModelFolder.LoadThresholds(folder);
        var info = ModelFolder.LoadInfo(folder);
        Info = info with { Authors = options.Authors.Count > 0 ? options.Authors : info.Authors, Licence = options.Licence ?? info.Licence };
        Weights = ModelFolder.LoadWeights(folder);
        (Graph, var reach) = Config is UNetConfig unet
            ? (UNetGraph.Of(unet, Weights), ReceptiveField.Of(unet))
            : (StarDistGraph.Of((StarDistConfig)Config, Weights), ReceptiveField.Of((StarDistConfig)Config));
        Halo = Math.Max(reach.HaloY, reach.HaloX);
        Height = RoundUp(Math.Max(LeastTestSize, (2 * Halo) + 1), Config.DivisorY);
        Width = RoundUp(Math.Max(LeastTestSize, (2 * Halo) + 1), Config.DivisorX);
        TestImage = Simulated();
        TestInput = Normalizer.Normalize(TestImage, info.Normalization).ToArray();
        TestOutput = ReferenceOutput.Of(folder, Config, Weights, TestInput, Height, Width);
    }

    /// <summary>Model folder.</summary>
    public string Folder { get; }

    /// <summary>Shape of the network.</summary>
    public INetworkConfig Config { get; }

    /// <summary>Thresholds.</summary>
    public IModelThresholds Thresholds { get; }

    /// <summary>Description.</summary>
    public ModelInfo Info { get; }

    /// <summary>Arrays by state-dict key.</summary>
    public IReadOnlyDictionary<string, float[]> Weights { get; }

    /// <summary>The network.</summary>
    public NetworkGraph Graph { get; }

    /// <summary>Pixels beyond an output pixel that can change it (group normalisation aside, which sees the whole input).</summary>
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
    public static ExportSource Open(string folder, ExportOptions? options = null) => new(folder, options ?? new ExportOptions());

    /// <summary>The configuration of a StarDist model.</summary>
    /// <param name="what">What needs it, for the message.</param>
    /// <exception cref="UserAdviceException">The model is of another kind.</exception>
    public StarDistConfig RequireStarDist(string what) => Config as StarDistConfig ?? throw new UserAdviceException(
        $"{what} needs a StarDist model, and {Info.Name} is a U-Net; choose another format (bioimageio, onnx, torchscript, pytorch) or another model.");

    private static int RoundUp(int value, int step) => (value + step - 1) / step * step;

    private Image2D Simulated()
    {
        var nuclei = NucleiSimulator.Simulate(new NucleiSimulatorOptions { Width = Width, Height = Height, Count = Math.Max(1, Height * Width / 2000) }, seed: 1).Image;
        return new Image2D("test", Width, Height, [.. Enumerable.Repeat(nuclei.Plane(0), Config.NChannelIn)]);
    }
}
