using FijiBridge.Engine.Images;
using FijiBridge.Engine.Instances;
using FijiBridge.Engine.Labels;
using FijiBridge.Engine.Models;
using FijiBridge.Engine.Runtime;
using FijiBridge.Engine.Runtime.Cpu;
using FijiBridge.Engine.StarDist;

namespace FijiBridge.Engine.UNet;

/// <summary>
/// A U-Net model ready to segment images: network, thresholds and description. The maps of a whole image are held in
/// memory (about 20 bytes per pixel).
/// </summary>
public sealed class UNetModel : ISegmentationModel
{
    private const int BytesPerPixel = 20;

    private readonly IMapRuntime _runtime;

    /// <summary>Joins the parts of a model; the runtime is disposed of with the model.</summary>
    public UNetModel(UNetConfig config, InstanceThresholds thresholds, ModelInfo info, IMapRuntime runtime)
    {
        Config = config;
        Thresholds = thresholds;
        Info = info;
        _runtime = runtime;
    }

    /// <summary>Shape of the network.</summary>
    public UNetConfig Config { get; }

    /// <summary>Thresholds used where the options name none.</summary>
    public InstanceThresholds Thresholds { get; }

    /// <inheritdoc/>
    public ModelInfo Info { get; }

    /// <inheritdoc/>
    public int Channels => Config.NChannelIn;

    /// <inheritdoc/>
    IModelThresholds ISegmentationModel.Thresholds => Thresholds;

    /// <inheritdoc/>
    public string RuntimeDescription => _runtime.Description;

    /// <summary>Loads a model folder.</summary>
    /// <param name="folder">Model folder, see <see cref="ModelFolder"/>.</param>
    /// <param name="device">Where it shall run; chosen by <see cref="ComputeDevice.Choose"/>.</param>
    /// <param name="options">Threads and arithmetic.</param>
    /// <exception cref="UserAdviceException">The folder is not a U-Net model or is damaged; the message names the file.</exception>
    public static UNetModel Load(string folder, ComputeDevice device, LibtorchRuntimeOptions? options = null)
    {
        var config = ModelFolder.LoadConfig<UNetConfig>(folder);
        var thresholds = (InstanceThresholds)ModelFolder.LoadThresholds(folder);
        var info = ModelFolder.LoadInfo(folder);
        options ??= new LibtorchRuntimeOptions();
        return new UNetModel(config, thresholds, info, NetworkRuntimes.NeedsNoLibtorch(config, device, options)
            ? new CpuMapRuntime(config, ModelFolder.LoadWeights(folder), options.Threads)
            : new LibtorchMapRuntime(ModelFolder.LoadUNet(folder), device, options));
    }

    /// <inheritdoc/>
    public Segmentation Segment(Image2D image, SegmentOptions? options = null, IProgress<ProgressReport>? progress = null, CancellationToken ct = default)
    {
        options ??= new SegmentOptions();
        options.Check();
        ct.ThrowIfCancellationRequested();
        var (maps, notices) = Predict(image, options, progress, ct);
        progress?.Report(new ProgressReport("objects", 0, 1));
        var labels = InstanceBuilder.Build(maps, Thresholds.With(options), ct);
        var ranked = RankedObjects.Of(labels, maps, options.Region);
        progress?.Report(new ProgressReport("objects", 1, 1));
        return new LabelSegmentation(ranked.Labels, ranked.Prob, ranked.ClassId, image.PixelSize, notices)
        {
            Maps = options.KeepMaps ? maps.ToImage(image.PixelSize) : null,
            MapNames = options.KeepMaps ? Config.MapNames : [],
        };
    }

    /// <summary>The maps of an image at its own size.</summary>
    internal (InstanceMaps Maps, List<string> Notices) Predict(Image2D image, SegmentOptions options, IProgress<ProgressReport>? progress, CancellationToken ct)
    {
        this.RequireChannels(image);
        var scaled = ScaledImage.For(image, Info, options.RescaleToModel);
        InstanceMaps.RequireRoom(image.Name, Math.Max(scaled.Image.Width, image.Width), Math.Max(scaled.Image.Height, image.Height), BytesPerPixel);
        var normalized = Normalizer.Normalize(scaled.Image, options.Normalization ?? Info.Normalization);

        // All tiles are computed, whatever the region: an object may reach far out of it.
        var field = ReceptiveField.Of(Config);
        var prediction = new TiledPrediction((Config.DivisorY, Config.DivisorX), (field.HaloY, field.HaloX), _runtime.PreferredTile, options with { Region = null });
        var collector = new MapCollector(_runtime, Config, scaled.Image.Height, scaled.Image.Width, options.TestTimeFlips ?? Info.Flips);
        prediction.Run(normalized, collector, progress, ct);
        if (scaled.Notice is not null)
        {
            prediction.Notices.Insert(0, scaled.Notice);
        }

        return (collector.Maps.Resize(image.Width, image.Height), prediction.Notices);
    }

    /// <summary>The same model with other thresholds; both share the network, so that only one of them is to be disposed of.</summary>
    public UNetModel With(InstanceThresholds thresholds) => new(Config, thresholds, Info, _runtime);

    /// <inheritdoc/>
    public void Dispose() => _runtime.Dispose();
}
