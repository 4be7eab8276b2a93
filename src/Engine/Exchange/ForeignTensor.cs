using FijiBridge.Engine.Scripts;

namespace FijiBridge.Engine.Exchange;

/// <summary>One axis of an input or output as a package describes it.</summary>
/// <param name="Letter">b, c, y or x.</param>
/// <param name="Min">Smallest size (inputs); the size where there is one.</param>
/// <param name="Step">Sizes are <paramref name="Min"/> plus a multiple of this; 0 for a fixed size.</param>
/// <param name="Halo">Positions at both ends of the output that are not to be relied on.</param>
/// <param name="KeepsSize">Outputs: true where the size is that of the input.</param>
/// <param name="Unit">Unit of the pixel size, or null.</param>
/// <param name="Scale">Pixel size in that unit.</param>
internal sealed record ForeignAxis(char Letter, int Min, int Step, int Halo = 0, bool KeepsSize = true, string? Unit = null, double Scale = 1);

/// <summary>An input or output of a network, read from a description of format 0.4 or 0.5.</summary>
/// <param name="Axes">Axes in the network's order.</param>
/// <param name="Channels">Names of the channels; empty where unknown.</param>
/// <param name="Type">Type of the numbers, or null.</param>
/// <param name="Steps">Preprocessing or postprocessing.</param>
/// <param name="Test">File with the test array, or null.</param>
internal sealed record ForeignTensor(IReadOnlyList<ForeignAxis> Axes, IReadOnlyList<string> Channels, string? Type, IReadOnlyList<ProcessingStep> Steps, string? Test)
{
    /// <summary>The letters of the axes.</summary>
    public string Letters => string.Concat(Axes.Select(a => a.Letter));

    /// <summary>An axis by its letter, or null.</summary>
    public ForeignAxis? this[char letter] => Axes.FirstOrDefault(a => a.Letter == letter);

    /// <summary>The one input of a package.</summary>
    /// <exception cref="UserAdviceException">There are several, or axes or steps that cannot be used; the message names them.</exception>
    public static ForeignTensor Input(ForeignPackage package)
    {
        var inputs = package.Description.Maps("inputs");
        return inputs.Count == 1
            ? Of(package, inputs[0], "test_inputs", "preprocessing")
            : throw new UserAdviceException($"{package.File}: the network takes {inputs.Count} inputs; models of one image can be used.");
    }

    /// <summary>The first output of a package.</summary>
    /// <exception cref="UserAdviceException">There is none, or axes or steps that cannot be used.</exception>
    public static ForeignTensor Output(ForeignPackage package) => package.Description.Maps("outputs") is [var first, ..]
        ? Of(package, first, "test_outputs", "postprocessing")
        : throw new UserAdviceException($"{package.File} names no output; ask for the whole package.");

    private static ForeignTensor Of(ForeignPackage package, YamlMap tensor, string tests, string steps)
    {
        try
        {
            var axes = package.IsOldFormat ? OldAxes(tensor) : [.. tensor.Maps("axes").Select(NewAxis)];
            var missing = "yx".FirstOrDefault(l => axes.All(a => a.Letter != l));
            if (missing != default)
            {
                throw new InvalidDataException($"it has no axis {missing}; 2D images are needed");
            }

            var channel = tensor.Maps("axes").FirstOrDefault(a => a.Text("type") == "channel");
            var count = axes.FirstOrDefault(a => a.Letter == 'c')?.Min ?? 1;
            IReadOnlyList<string> names = channel?.Texts("channel_names") ?? [];
            var test = package.IsOldFormat ? package.Description.Texts(tests).FirstOrDefault() : tensor.Map("test_tensor")?.Text("source");
            return new ForeignTensor(
                axes, names.Count > 0 ? names : count > 0 ? [.. Enumerable.Range(0, count).Select(c => $"channel_{c}")] : [],
                tensor.Text("data_type") ?? tensor.Map("data")?.Text("type"),
                [.. tensor.Maps(steps).Select(s => ForeignSteps.Of(s, package.IsOldFormat))], package.PathOf(test));
        }
        catch (InvalidDataException e)
        {
            throw new UserAdviceException($"{package.File}: the tensor {tensor.Text("id") ?? tensor.Text("name")} cannot be used: {e.Message.TrimEnd('.')}.", e);
        }
    }

    private static ForeignAxis NewAxis(YamlMap axis)
    {
        var type = axis.Text("type") ?? "";
        var letter = type switch
        {
            "batch" => 'b',
            "channel" => 'c',
            "space" when (axis.Text("id") ?? "x") is "x" or "y" => (axis.Text("id") ?? "x")[0],
            _ => throw new InvalidDataException($"it has an axis {axis.Text("id") ?? type}; 2D images without time can be segmented"),
        };
        if (letter is 'b' or 'c')
        {
            return new ForeignAxis(letter, letter == 'b' ? 1 : Math.Max(1, axis.Texts("channel_names").Count), 0);
        }

        var halo = (int)(axis.Number("halo") ?? 0);
        var (unit, scale) = (axis.Text("unit"), axis.Number("scale") ?? 1);
        if (axis.Number("size") is { } fixedSize)
        {
            return new ForeignAxis(letter, (int)fixedSize, 0, halo, Unit: unit, Scale: scale);
        }

        var size = axis.Map("size") ?? throw new InvalidDataException($"its axis {letter} has no size");
        return size.Number("min") is { } min
            ? new ForeignAxis(letter, (int)min, (int)(size.Number("step") ?? 1), halo, KeepsSize: !size.Has("max"), unit, scale)
            : new ForeignAxis(letter, 1, 1, halo, size.Text("axis_id") == letter.ToString() && (size.Number("offset") ?? 0) == 0, unit, scale);
    }

    private static List<ForeignAxis> OldAxes(YamlMap tensor)
    {
        var letters = tensor.Text("axes") ?? throw new InvalidDataException("it has no axes");
        var (shape, halo) = (tensor.Map("shape"), tensor.Numbers("halo"));
        double[]? min = shape?.Numbers("min") ?? tensor.Numbers("shape"), step = shape?.Numbers("step"), scale = shape?.Numbers("scale"), offset = shape?.Numbers("offset");
        var axes = new List<ForeignAxis>();
        for (var k = 0; k < letters.Length; k++)
        {
            if (!"bcyx".Contains(letters[k], StringComparison.Ordinal))
            {
                throw new InvalidDataException($"it has an axis {letters[k]}; 2D images without time can be segmented");
            }

            double At(double[]? values, double otherwise) => values is not null && k < values.Length ? values[k] : otherwise;
            var keeps = shape is null || scale is null || (At(scale, 1) == 1 && At(offset, 0) == 0);
            var size = letters[k] == 'c' && scale is not null && At(scale, 1) == 0 ? 2 * At(offset, 0) : At(min, letters[k] == 'c' ? 0 : 1);
            axes.Add(new ForeignAxis(letters[k], (int)size, (int)At(step, shape is null ? 0 : 1), (int)At(halo, 0), keeps));
        }

        return axes;
    }
}
