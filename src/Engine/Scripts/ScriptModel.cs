using FijiBridge.Engine.Images;
using FijiBridge.Engine.Instances;
using FijiBridge.Engine.Labels;
using FijiBridge.Engine.Models;
using FijiBridge.Engine.Runtime;

namespace FijiBridge.Engine.Scripts;

/// <summary>
/// A TorchScript network of another program ready to segment images: prepared and read as its package declares. What the
/// network gives is kept as the segmentation's maps where that is asked for.
/// </summary>
public sealed class ScriptModel : ISegmentationModel
{
    private const int BytesPerPixel = 20; // the image twice, what the network gives, labels

    private readonly ScriptRuntime _runtime;
    private readonly InstanceThresholds _thresholds;

    /// <summary>Joins the parts of a model; the runtime is disposed of with the model.</summary>
    internal ScriptModel(ScriptConfig config, InstanceThresholds thresholds, ModelInfo info, ScriptRuntime runtime)
    {
        Config = config;
        _thresholds = thresholds;
        Info = info;
        _runtime = runtime;
    }

    /// <summary>How it is used.</summary>
    public ScriptConfig Config { get; }

    /// <inheritdoc/>
    public ModelInfo Info { get; }

    /// <inheritdoc/>
    public int Channels => Config.NChannelIn;

    /// <inheritdoc/>
    public IModelThresholds Thresholds => _thresholds;

    /// <inheritdoc/>
    public string RuntimeDescription => _runtime.Description;

    /// <summary>Loads a model folder.</summary>
    /// <param name="folder">Model folder, see <see cref="ModelFolder"/>.</param>
    /// <param name="device">Where it shall run.</param>
    /// <param name="options">Threads.</param>
    /// <exception cref="UserAdviceException">The folder is damaged, or libtorch is missing or cannot load the network.</exception>
    public static ScriptModel Load(string folder, ComputeDevice device, LibtorchRuntimeOptions? options = null)
    {
        var config = ModelFolder.LoadConfig<ScriptConfig>(folder);
        return new ScriptModel(
            config, (InstanceThresholds)ModelFolder.LoadThresholds(folder), ModelFolder.LoadInfo(folder),
            new ScriptRuntime(Path.Combine(folder, ModelFolder.ScriptFile), config, device, options?.Threads ?? 0));
    }

    /// <inheritdoc/>
    public Segmentation Segment(Image2D image, SegmentOptions? options = null, IProgress<ProgressReport>? progress = null, CancellationToken ct = default)
    {
        options ??= new SegmentOptions();
        options.Check();
        this.RequireChannels(image);
        var scaled = ScaledImage.For(image, Info, options.RescaleToModel);
        InstanceMaps.RequireRoom(image.Name, scaled.Image.Width, scaled.Image.Height, BytesPerPixel, image.Channels);
        var maps = Run(Read(scaled.Image), progress, ct, options.TileSize);
        List<string> notices = scaled.Notice is null ? [] : [scaled.Notice];
        progress?.Report(new ProgressReport("objects", 0, 1));
        var found = new ScriptObjects(Config).Find(maps, image.Width, image.Height, options, _thresholds, notices, ct);
        progress?.Report(new ProgressReport("objects", 1, 1));
        return new LabelSegmentation(found.Labels, found.Prob, null, image.PixelSize, notices)
        {
            Maps = options.KeepMaps ? AsImage(image, maps) : null,
            MapNames = options.KeepMaps ? [.. Enumerable.Range(0, maps.Channels).Select(c => c < Config.OutputChannels.Count ? Config.OutputChannels[c] : $"channel_{c + 1}")] : [],
        };
    }

    /// <summary>What the network makes of an image, with all steps before and after it.</summary>
    /// <param name="image">The raw image; not changed.</param>
    /// <param name="progress">Receives progress.</param>
    /// <param name="ct">Stops before the next tile.</param>
    /// <param name="tileSize">Wanted side of a tile, or 0.</param>
    internal Planes Run(Planes image, IProgress<ProgressReport>? progress, CancellationToken ct, int tileSize = 0)
    {
        var input = image with { Values = [.. image.Values] };
        foreach (var step in Config.Preprocessing)
        {
            step.Apply(input);
        }

        var tile = tileSize == SegmentOptions.NoTiles ? int.MaxValue / 4 : tileSize > 0 ? tileSize : _runtime.PreferredTile;
        var output = new ScriptTiles(Config, tile).Run(input, _runtime.Run, progress, ct);
        foreach (var step in Config.Postprocessing)
        {
            step.Apply(output);
        }

        return output;
    }

    /// <inheritdoc/>
    public void Dispose() => _runtime.Dispose();

    private static Planes Read(Image2D image)
    {
        _ = Normalizer.Normalize(image, new NormalizationOptions { Kind = NormalizationKind.None }); // refuses pixels that are no numbers
        var planes = new Planes(new float[checked(image.Channels * image.Width * image.Height)], image.Channels, image.Height, image.Width);
        for (var c = 0; c < image.Channels; c++)
        {
            for (var y = 0; y < image.Height; y++)
            {
                image.ReadRow(c, y, 0, planes.Plane(c).Slice(y * image.Width, image.Width));
            }
        }

        return planes;
    }

    private static Image2D AsImage(Image2D image, Planes maps)
    {
        var result = new Image2D(image.Name, maps.Width, maps.Height, [.. Enumerable.Range(0, maps.Channels).Select(c => maps.Plane(c).ToArray())], image.PixelSize);
        return (maps.Width, maps.Height) == (image.Width, image.Height)
            ? result
            : ImageRescaler.Rescale(result, (double)image.Height / maps.Height, (double)image.Width / maps.Width).Image;
    }
}
