using System.CommandLine;
using FijiBridge.Engine;
using FijiBridge.Engine.Images;
using FijiBridge.Engine.Instances;
using FijiBridge.Engine.Models;
using FijiBridge.Engine.Runtime;
using FijiBridge.Engine.StarDist;
using FijiBridge.Engine.UNet;
using Newtonsoft.Json.Linq;

namespace FijiBridge.Bridge.Cli;

/// <summary>A model with the choices of the command line, loaded once for any number of images.</summary>
internal sealed class LoadedModel : IDisposable
{
    private readonly ISegmentationModel _model;
    private readonly SegmentOptions _options;
    private readonly bool _bfloat16;

    private LoadedModel(ISegmentationModel model, string folder, SegmentOptions options, int? channel, bool bfloat16)
    {
        _model = model;
        _options = options;
        _bfloat16 = bfloat16;
        Folder = folder;
        Channel = channel;
    }

    /// <summary>Name of the model.</summary>
    public string Name => _model.Info.Name;

    /// <summary>Names of its classes, from class 1; empty where they have none.</summary>
    public IReadOnlyList<string> ClassNames => _model.Info.Classes;

    /// <summary>True where it gives every pixel one of several classes.</summary>
    public bool GivesPixelClasses => _model is UNetModel { Config: { Output: UNetOutput.Semantic, NClasses: > 1 } };

    /// <summary>Folder of the model.</summary>
    public string Folder { get; }

    /// <summary>What runs where.</summary>
    public string RuntimeDescription => _model.RuntimeDescription;

    /// <summary>Channel from 1 that is segmented, or null for all that the model takes.</summary>
    public int? Channel { get; }

    /// <summary>Finds and loads the model and applies the options to it.</summary>
    /// <exception cref="Engine.UserAdviceException">No such model, a damaged one, or no such device.</exception>
    public static LoadedModel Open(ParseResult parse, string nameOrFolder, SegmentChoices choices, bool keepMaps = false)
    {
        var entry = ModelOption.Catalog(parse).Find(nameOrFolder);
        var device = ComputeDevice.Choose(parse.GetValue(choices.Device)!);
        if (device.Notice is { } notice)
        {
            Terminal.Note(notice);
        }

        var runtime = new LibtorchRuntimeOptions { Threads = parse.GetValue(choices.Threads) ?? 0, BFloat16 = parse.GetValue(choices.Bf16) };
        var model = SegmentationModels.Load(entry.Folder, device, runtime);
        RequireKind(parse, choices, model);
        var loaded = new LoadedModel(model, entry.Folder, Options(parse, choices, model) with { KeepMaps = keepMaps }, parse.GetValue(choices.Channel), runtime.BFloat16);
        Terminal.Note(loaded.Describe(entry.Folder));
        return loaded;
    }

    /// <summary>Segments one image; the channel is chosen and the image is checked first.</summary>
    public Segmentation Segment(Image2D image, Action<ProgressReport>? progress, CancellationToken cancellation)
    {
        var chosen = ChannelChoice.Select(image, Channel, _model.Channels);
        ImageCheck.Require(chosen);
        return _model.Segment(chosen, _options, progress is null ? null : new ProgressCall(progress), cancellation);
    }

    /// <summary>One sentence where the model knows its pixel size and the image does not, else null.</summary>
    public string? CalibrationWarning(Image2D image) => _options.RescaleToModel && _model.Info.PixelWidthMicrons is { } microns && !image.PixelSize.HasMicrons
        ? FormattableString.Invariant($"{image.Name} has no pixel size in micrometres, so it is segmented as it is; the model was trained at {microns:0.####} µm per pixel.")
        : null;

    /// <summary>
    /// Every option that changes results, with the value in effect, whether it was given or is the model's own. Tiles, threads and
    /// the device are not among them: the result does not depend on them (but for the last digits of a GPU).
    /// </summary>
    public JObject EffectiveOptions() => new()
    {
        ["thresholds"] = JObject.FromObject(Thresholds()),
        ["normalization"] = JObject.FromObject(_options.Normalization ?? _model.Info.Normalization),
        ["channel"] = Channel,
        ["rescale"] = _options.RescaleToModel,
        ["flips"] = _options.TestTimeFlips ?? _model.Info.Flips,
        ["refine"] = _options.RefineShapes ?? _model.Info.RefineShapes,
        ["border"] = _options.BoundaryExclusion,
        ["bfloat16"] = _bfloat16,
    };

    /// <inheritdoc/>
    public void Dispose() => _model.Dispose();

    private static void RequireKind(ParseResult parse, SegmentChoices choices, ISegmentationModel model)
    {
        Option[] ofOtherKind = model.Thresholds is InstanceThresholds ? [choices.Nms, choices.Refine, choices.Border] : [choices.Seed, choices.MinArea, choices.Peak, choices.Prominence];
        if (ofOtherKind.FirstOrDefault(o => parse.GetResult(o) is { Implicit: false }) is { } given)
        {
            model.Dispose();
            throw new UserAdviceException($"{given.Name} is for {(model.Thresholds is InstanceThresholds ? "StarDist" : "U-Net")} models, and {model.Info.Name} is none; leave it out.");
        }
    }

    private static SegmentOptions Options(ParseResult parse, SegmentChoices choices, ISegmentationModel model)
    {
        var (low, high) = (parse.GetValue(choices.Low), parse.GetValue(choices.High));
        var normalization = low is null && high is null
            ? model.Info.Normalization
            : model.Info.Normalization with { Kind = NormalizationKind.Percentile, Low = low ?? model.Info.Normalization.Low, High = high ?? model.Info.Normalization.High };
        normalization.Validate();
        var standard = new SegmentOptions();
        return standard with
        {
            ProbThresh = parse.GetValue(choices.Prob),
            NmsThresh = parse.GetValue(choices.Nms),
            SeedThresh = parse.GetValue(choices.Seed),
            MinArea = parse.GetValue(choices.MinArea),
            PeakThresh = parse.GetValue(choices.Peak),
            Prominence = parse.GetValue(choices.Prominence),
            Normalization = normalization,
            TileSize = parse.GetValue(choices.Tile) ?? 0,
            RescaleToModel = !parse.GetValue(choices.NoRescale),
            TestTimeFlips = parse.GetResult(choices.Flips) is { Implicit: false } ? parse.GetValue(choices.Flips) : null,
            RefineShapes = parse.GetValue(choices.Refine),
            BoundaryExclusion = parse.GetValue(choices.Border) ?? standard.BoundaryExclusion,
        };
    }

    private string Describe(string folder) => FormattableString.Invariant(
        $"Model {_model.Info.Name} ({folder}), {_model.RuntimeDescription}, {Thresholds().Describe()}.");

    // Those of the model, or those that the user gave in their place.
    private IModelThresholds Thresholds() => _model.Thresholds switch
    {
        StarDistThresholds own => new StarDistThresholds(_options.ProbThresh ?? own.Prob, _options.NmsThresh ?? own.Nms),
        InstanceThresholds own => own.With(_options),
        var other => other,
    };

    // Progress<T> would post to the thread pool and mix up the order.
    private sealed class ProgressCall(Action<ProgressReport> report) : IProgress<ProgressReport>
    {
        public void Report(ProgressReport value) => report(value);
    }
}
