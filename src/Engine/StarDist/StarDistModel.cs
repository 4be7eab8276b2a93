using FijiBridge.Engine.Images;
using FijiBridge.Engine.Instances;
using FijiBridge.Engine.Models;
using FijiBridge.Engine.Polygons;
using FijiBridge.Engine.Runtime;
using FijiBridge.Engine.Runtime.Cpu;

namespace FijiBridge.Engine.StarDist;

/// <summary>
/// A StarDist model ready to segment images: network, thresholds and description. Segmenting several images at a time
/// from different threads is safe; the network's part of the work is done one after the other.
/// </summary>
public sealed class StarDistModel : ISegmentationModel
{
    private readonly INetworkRuntime _runtime;

    /// <summary>Joins the parts of a model; the runtime is disposed of with the model.</summary>
    public StarDistModel(StarDistConfig config, StarDistThresholds thresholds, ModelInfo info, INetworkRuntime runtime)
    {
        Config = config;
        Thresholds = thresholds;
        Info = info;
        _runtime = runtime;
    }

    /// <summary>Shape of the network.</summary>
    public StarDistConfig Config { get; }

    /// <summary>Thresholds used where the options name none.</summary>
    public StarDistThresholds Thresholds { get; }

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
    /// <exception cref="UserAdviceException">The folder is not a model or is damaged; the message names the file.</exception>
    public static StarDistModel Load(string folder, ComputeDevice device, LibtorchRuntimeOptions? options = null)
    {
        var config = ModelFolder.LoadConfig<StarDistConfig>(folder);
        var thresholds = (StarDistThresholds)ModelFolder.LoadThresholds(folder);
        var info = ModelFolder.LoadInfo(folder);
        options ??= new LibtorchRuntimeOptions();
        if (NetworkRuntimes.NeedsNoLibtorch(config, device, options))
        {
            return new StarDistModel(config, thresholds, info, new CpuRuntime(config, ModelFolder.LoadWeights(folder), options.Threads));
        }

        var net = ModelFolder.LoadNetwork(folder);
        return new StarDistModel(net.Config, thresholds, info, NetworkRuntimes.Create(net, device, options));
    }

    /// <inheritdoc cref="ISegmentationModel.Segment"/>
    public StarDistSegmentation Segment(Image2D image, SegmentOptions? options = null, IProgress<ProgressReport>? progress = null, CancellationToken ct = default)
    {
        options ??= new SegmentOptions();
        options.Check();
        ct.ThrowIfCancellationRequested();
        var nmsThresh = options.NmsThresh ?? Thresholds.Nms;
        var scaled = ScaledImage.For(image, Info, options.RescaleToModel);
        var collector = new ObjectCollector(Config, nmsThresh, options.RefineShapes ?? Info.RefineShapes, Info.MedianDiameter);
        var maps = options.KeepMaps ? new StarDistMaps(Config, scaled.Image.Height, scaled.Image.Width, image) : null;
        var inPixelsOfTheNetwork = maps is null ? scaled.ToScaled(options) : options with { Region = null }; // the maps are those of the whole image
        var notices = Predict(scaled.Image, options.ProbThresh ?? Thresholds.Prob, inPixelsOfTheNetwork, collector, progress, ct, maps);
        progress?.Report(new ProgressReport("objects", 0, 1));
        var objects = collector.Finish(ct);
        progress?.Report(new ProgressReport("objects", 1, 1));
        if (scaled.Notice is not null)
        {
            notices.Insert(0, scaled.Notice);
        }

        return new StarDistSegmentation(Inside(ScaledPolygons.ToImage(objects, scaled.Scale), options.Region), image.Width, image.Height, image.PixelSize, notices)
        {
            Maps = maps?.ToImage(scaled.Scale, ct),
            MapNames = maps is null ? [] : Config.MapNames,
        };
    }

    Segmentation ISegmentationModel.Segment(Image2D image, SegmentOptions? options, IProgress<ProgressReport>? progress, CancellationToken ct) =>
        Segment(image, options, progress, ct);

    /// <summary>All candidates of an image before suppression, in pixels of the image as the network sees it.</summary>
    internal StarPolygons Candidates(Image2D image, double probThresh, SegmentOptions options, CancellationToken ct)
    {
        var list = new CandidateList(Config.NRays);
        Predict(image, probThresh, options, list, null, ct);
        return list.Join();
    }

    private static StarPolygons Inside(StarPolygons objects, PixelRectangle? region) => region is null
        ? objects
        : objects.Take(Enumerable.Range(0, objects.Count).Where(i => region.Contains(objects.X[i], objects.Y[i])).ToArray());

    private List<string> Predict(
        Image2D image, double probThresh, SegmentOptions options, ICandidateSink sink, IProgress<ProgressReport>? progress, CancellationToken ct, StarDistMaps? maps = null)
    {
        this.RequireChannels(image);
        var normalized = Normalizer.Normalize(image, options.Normalization ?? Info.Normalization);
        var field = ReceptiveField.Of(Config);

        // Mirrored passes see the image shifted by grid - 1 pixels.
        var flips = options.TestTimeFlips ?? Info.Flips;
        var halo = flips ? (field.HaloY + Config.GridY - 1, field.HaloX + Config.GridX - 1) : (field.HaloY, field.HaloX);
        var prediction = new TiledPrediction((Config.DivisorY, Config.DivisorX), halo, _runtime.PreferredTile, options);
        var collector = new CandidateCollector(Config, image.Height, image.Width, probThresh, options.BoundaryExclusion);
        prediction.Run(normalized, new StarDistTiles(_runtime, collector, sink, flips, maps), progress, ct);
        return prediction.Notices;
    }

    /// <summary>The same model with other thresholds; both share the network, so that only one of them is to be disposed of.</summary>
    public StarDistModel With(StarDistThresholds thresholds) => new(Config, thresholds, Info, _runtime);

    /// <inheritdoc/>
    public void Dispose() => _runtime.Dispose();
}
