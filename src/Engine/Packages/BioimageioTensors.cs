using FijiBridge.Engine.Images;

namespace FijiBridge.Engine.Packages;

/// <summary>Input and output of a network as a package describes them: axes, sizes, pixel size, test arrays, preprocessing.</summary>
internal static class BioimageioTensors
{
    private const string InputId = "raw";

    /// <summary>The input.</summary>
    public static Dictionary<string, object> Input(PackageSource source, PackedFiles files)
    {
        var names = Enumerable.Range(0, source.Config.NChannelIn).Select(c => source.Config.NChannelIn == 1 ? "raw" : $"channel_{c}").ToList();
        var input = new Dictionary<string, object>
        {
            ["id"] = InputId,
            ["axes"] = new List<object>
            {
                Batch(), Channels(names), Space("y", source.Info.PixelHeightMicrons ?? source.Info.PixelWidthMicrons, source.Height, source.Config.DivisorY),
                Space("x", source.Info.PixelWidthMicrons, source.Width, source.Config.DivisorX),
            },
            ["data"] = Float(),
            ["test_tensor"] = Entry(files.TestInput),
            ["preprocessing"] = Preprocessing(source.Info.Normalization),
        };
        if (files.Sample is { } sample)
        {
            input["sample_tensor"] = Entry(sample);
        }

        return input;

        Dictionary<string, object> Space(string id, double? microns, int min, int step) =>
            Axis(source, id, microns, new() { ["min"] = min, ["step"] = step });
    }

    /// <summary>The output.</summary>
    public static Dictionary<string, object> Output(PackageSource source, PackedFiles files)
    {
        return new()
        {
            ["id"] = ModelKind.Of(source.Config).Output,
            ["axes"] = new List<object>
            {
                Batch(), Channels(source.Graph.OutputChannels), Space("y", source.Info.PixelHeightMicrons ?? source.Info.PixelWidthMicrons), Space("x", source.Info.PixelWidthMicrons),
            },
            ["data"] = Float(),
            ["test_tensor"] = Entry(files.TestOutput),
        };

        Dictionary<string, object> Space(string id, double? microns)
        {
            var axis = Axis(source, id, microns, new() { ["tensor_id"] = InputId, ["axis_id"] = id, ["offset"] = 0 });
            axis["halo"] = source.Halo;
            return axis;
        }
    }

    /// <summary>A file as the description names it.</summary>
    public static Dictionary<string, object> Entry(PackedFile file) => new() { ["source"] = file.Name, ["sha256"] = file.Sha256 };

    // Pixels are those of the network's image, which may be a reduced one.
    private static Dictionary<string, object> Axis(PackageSource source, string id, double? microns, Dictionary<string, object> size)
    {
        var axis = new Dictionary<string, object> { ["type"] = "space", ["id"] = id, ["size"] = size };
        if (microns is { } width)
        {
            axis["unit"] = "micrometer";
            axis["scale"] = width / source.Info.Scale;
        }

        return axis;
    }

    private static Dictionary<string, object> Batch() => new() { ["type"] = "batch" };

    private static Dictionary<string, object> Float() => new() { ["type"] = "float32" };

    private static Dictionary<string, object> Channels(IReadOnlyList<string> names) => new() { ["type"] = "channel", ["channel_names"] = names.ToList() };

    private static List<object> Preprocessing(NormalizationOptions options)
    {
        var axes = options.JointChannels ? new List<string> { "channel", "y", "x" } : ["y", "x"];
        Dictionary<string, object> Step(string id, Dictionary<string, object> kwargs) => new() { ["id"] = id, ["kwargs"] = kwargs };
        List<object> steps = [Step("ensure_dtype", new() { ["dtype"] = "float32" })];
        switch (options.Kind)
        {
            case NormalizationKind.Percentile:
                steps.Add(Step("scale_range", new() { ["axes"] = axes, ["min_percentile"] = options.Low, ["max_percentile"] = options.High }));
                break;
            case NormalizationKind.MinMax:
                steps.Add(Step("scale_range", new() { ["axes"] = axes, ["min_percentile"] = 0, ["max_percentile"] = 100 }));
                break;
            case NormalizationKind.Standard:
                steps.Add(Step("zero_mean_unit_variance", new() { ["axes"] = axes }));
                break;
        }

        return steps;
    }
}
