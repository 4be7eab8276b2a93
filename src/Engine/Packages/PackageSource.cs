using FijiBridge.Engine.Images;
using FijiBridge.Engine.Models;
using FijiBridge.Engine.Simulation;
using FijiBridge.Engine.StarDist;
using FijiBridge.Engine.UNet;

namespace FijiBridge.Engine.Packages;

/// <summary>
/// A model that becomes a package: its files, its network as a graph, and one image with what the engine's own runtime makes of it,
/// against which every written network is checked, here and at the colleague's.
/// </summary>
internal sealed class PackageSource
{
    // a network with a wide view needs more: the output less two halos must leave something
    private const int LeastTestSize = 64;

    private PackageSource(string folder, Func<ModelInfo, ModelInfo>? change)
    {
        Folder = folder;
        Config = ModelFolder.LoadConfig(folder);
        Thresholds = ModelFolder.LoadThresholds(folder);
        Info = change is null ? ModelFolder.LoadInfo(folder) : change(ModelFolder.LoadInfo(folder));
        Weights = ModelFolder.LoadWeights(folder);
        (Graph, Layers, var reach) = Config is UNetConfig unet
            ? (UNetGraph.Of(unet, Weights), UNetGraph.Of(unet, Weights, fold: false), ReceptiveField.Of(unet))
            : (StarDistGraph.Of((StarDistConfig)Config, Weights), StarDistGraph.Of((StarDistConfig)Config, Weights, fold: false), ReceptiveField.Of((StarDistConfig)Config));
        Halo = Math.Max(reach.HaloY, reach.HaloX);
        (Height, Width) = SizeOf(LeastTestSize);
        TestImage = Simulated(Height, Width);
        TestInput = Normalizer.Normalize(TestImage, Info.Normalization).ToArray();
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

    /// <summary>The network as it predicts: batch normalisations are multiplied into the weights.</summary>
    public NetworkGraph Graph { get; }

    /// <summary>The network with all its layers, whose weights are those of the model, number by number.</summary>
    public NetworkGraph Layers { get; }

    /// <summary>Pixels beyond an output pixel that can change it (group normalisation aside, which sees the whole input).</summary>
    public int Halo { get; }

    /// <summary>Rows of the test image: a multiple of the divisor and larger than two halos. Smaller images are no input.</summary>
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
    /// <param name="folder">Model folder; its description as a package is not looked at.</param>
    /// <param name="change">What the package says differently from the folder, or null.</param>
    /// <exception cref="UserAdviceException">The folder is not a model or is damaged.</exception>
    public static PackageSource Open(string folder, Func<ModelInfo, ModelInfo>? change = null) => new(folder, change);

    /// <summary>The size of the smallest image that the network takes and that is not below a number of pixels.</summary>
    public (int Height, int Width) SizeOf(int least)
    {
        var wanted = Math.Max(least, (2 * Halo) + 1);
        return (RoundUp(wanted, Config.DivisorY), RoundUp(wanted, Config.DivisorX));
    }

    /// <summary>Simulated nuclei, the same in each channel of the network.</summary>
    public Image2D Simulated(int height, int width)
    {
        var nuclei = NucleiSimulator.Simulate(new NucleiSimulatorOptions { Width = width, Height = height, Count = Math.Max(1, height * width / 2000) }, seed: 1).Image;
        return new Image2D("test", width, height, [.. Enumerable.Repeat(nuclei.Plane(0), Config.NChannelIn)]);
    }

    /// <summary>The configuration of a StarDist model.</summary>
    /// <param name="what">What needs it, for the message.</param>
    /// <exception cref="UserAdviceException">The model is of another kind.</exception>
    public StarDistConfig RequireStarDist(string what) => Config as StarDistConfig ?? throw new UserAdviceException(
        $"{what} needs a StarDist model, and {Info.Name} is a U-Net; choose another format (bioimageio, onnx, torchscript, pytorch) or another model.");

    private static int RoundUp(int value, int step) => (value + step - 1) / step * step;
}
