using FijiBridge.Engine;
using FijiBridge.Engine.Images;
using FijiBridge.Engine.Instances;
using FijiBridge.Engine.Models;
using FijiBridge.Engine.Runtime;
using FijiBridge.Engine.StarDist;

namespace FijiBridge.Bridge.Server;

/// <summary>
/// Segmentation by the real engine. The models of the last requests stay loaded; a model whose files have changed since is
/// loaded anew. Used by the compute thread alone.
/// </summary>
/// <param name="catalog">Where models are.</param>
public sealed class EngineSegmenter(ModelCatalog catalog) : ISegmenter, IDisposable
{
    private const int KeptModels = 2;

    private readonly LinkedList<LoadedModel> _models = []; // most recently used first
    private readonly Dictionary<string, ComputeDevice> _devices = [];

    /// <inheritdoc/>
    public SegmentedFrame Segment(Image2D frame, SegmentSettings settings, Action<string, long, long> progress, CancellationToken cancellation)
    {
        var device = Device(settings.Device);
        var model = Model(settings.Model, device, progress);
        var options = Options(settings, model.Info.Normalization);
        var result = model.Segment(frame, options, new Steps(progress), cancellation);
        return new SegmentedFrame(
            result,
            options.ProbThresh ?? model.Thresholds.Prob,
            model.Thresholds is StarDistThresholds own ? options.NmsThresh ?? own.Nms : null,
            model.RuntimeDescription,
            // without a GPU's driver no one expects anything but the CPU
            device.Notice is { } notice && ComputeDevice.GpuIsThinkable ? [notice, .. result.Notices] : result.Notices);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var loaded in _models)
        {
            loaded.Model.Dispose();
        }

        _models.Clear();
    }

    private static SegmentOptions Options(SegmentSettings settings, NormalizationOptions own)
    {
        var normalization = !settings.Normalize ? own with { Kind = NormalizationKind.None }
            : settings.Low is null && settings.High is null ? own
            : own with { Kind = NormalizationKind.Percentile, Low = settings.Low ?? own.Low, High = settings.High ?? own.High };
        normalization.Validate();
        var options = new SegmentOptions
        {
            ProbThresh = settings.Prob,
            NmsThresh = settings.Nms,
            Normalization = normalization,
            TileSize = settings.Tile ?? 0,
            RescaleToModel = settings.Rescale,
            TestTimeFlips = settings.Flips,
            RefineShapes = settings.Refine,
            Region = settings.Region,
            KeepMaps = settings.Maps,
        };
        return settings.BoundaryExclusion is { } b ? options with { BoundaryExclusion = b } : options;
    }

    private ComputeDevice Device(string name)
    {
        if (!_devices.TryGetValue(name, out var device))
        {
            device = ComputeDevice.Choose(name);
            _devices.Add(name, device);
        }

        return device;
    }

    private ISegmentationModel Model(string nameOrFolder, ComputeDevice device, Action<string, long, long> progress)
    {
        var folder = catalog.Find(nameOrFolder).Folder;
        var changed = new DirectoryInfo(folder).EnumerateFiles().Max(f => f.LastWriteTimeUtc);
        var known = _models.FirstOrDefault(m => m.Folder == folder && m.Device == device.Device.ToString());
        if (known is not null)
        {
            _ = _models.Remove(known);
            if (known.Changed == changed)
            {
                _ = _models.AddFirst(known);
                return known.Model;
            }

            known.Model.Dispose();
        }

        progress("loading the model", 0, 1);
        var loaded = new LoadedModel(folder, device.Device.ToString(), changed, SegmentationModels.Load(folder, device));
        _ = _models.AddFirst(loaded);
        if (_models.Count > KeptModels)
        {
            _models.Last!.Value.Model.Dispose();
            _models.RemoveLast();
        }

        return loaded.Model;
    }

    private sealed record LoadedModel(string Folder, string Device, DateTime Changed, ISegmentationModel Model);

    private sealed class Steps(Action<string, long, long> progress) : IProgress<ProgressReport>
    {
        public void Report(ProgressReport value) => progress(
            value.Stage switch
            {
                "network" => "predicting tiles",
                "objects" => "choosing objects",
                var other => other,
            },
            value.Current,
            value.Maximum);
    }
}
