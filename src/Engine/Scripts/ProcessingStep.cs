using FijiBridge.Engine.Images;
using Newtonsoft.Json;

namespace FijiBridge.Engine.Scripts;

/// <summary>Channels of equal size as one array, (Channels, Height, Width).</summary>
/// <param name="Values">The values in C order.</param>
/// <param name="Channels">Channels.</param>
/// <param name="Height">Rows.</param>
/// <param name="Width">Columns.</param>
public sealed record Planes(float[] Values, int Channels, int Height, int Width)
{
    /// <summary>Pixels of a channel.</summary>
    public int Area => Height * Width;

    /// <summary>The values of a channel.</summary>
    public Span<float> Plane(int channel) => Values.AsSpan(channel * Area, Area);
}

/// <summary>
/// One step before or after a network, as packages of bioimage.io declare them; the formulas are those of its own runner. Statistics
/// (percentiles, mean) are of the whole image, of each channel or, where the axes hold "c", of all channels together.
/// </summary>
public sealed record ProcessingStep
{
    private static readonly string[] s_known =
        ["ensure_dtype", "binarize", "clip", "scale_linear", "sigmoid", "softmax", "zero_mean_unit_variance", "fixed_zero_mean_unit_variance", "scale_range"];

    /// <summary>Its name in the format.</summary>
    [JsonProperty("id")] public string Id { get; init; } = "";

    /// <summary>True where statistics are of all channels together.</summary>
    [JsonProperty("joint_channels")] public bool JointChannels { get; init; }

    /// <summary>Type of ensure_dtype.</summary>
    [JsonProperty("dtype", NullValueHandling = NullValueHandling.Ignore)] public string? DType { get; init; }

    /// <summary>binarize: threshold; clip: smallest value; scale_linear: gain; fixed_zero_mean_unit_variance: mean; scale_range: low percentile. One number, or one per channel.</summary>
    [JsonProperty("a", NullValueHandling = NullValueHandling.Ignore)] public double[]? A { get; init; }

    /// <summary>clip: largest value; scale_linear: offset; fixed_zero_mean_unit_variance: standard deviation; scale_range: high percentile.</summary>
    [JsonProperty("b", NullValueHandling = NullValueHandling.Ignore)] public double[]? B { get; init; }

    /// <summary>Added to what is divided by.</summary>
    [JsonProperty("eps")] public double Eps { get; init; } = 1e-6;

    /// <summary>True where a step of this name can be done.</summary>
    public static bool IsKnown(string id) => s_known.Contains(id);

    /// <summary>Does the step in place.</summary>
    /// <exception cref="UserAdviceException">It is unknown, or has not one number per channel.</exception>
    public void Apply(Planes x)
    {
        switch (Id)
        {
            case "ensure_dtype":
                if (DType is { } type && (type.Contains("int", StringComparison.Ordinal) || type == "bool"))
                {
                    Each(x, (_, v) => MathF.Truncate(v));
                }

                break;
            case "binarize":
                Each(x, (c, v) => v > Of(A, c, x) ? 1 : 0);
                break;
            case "clip":
                Each(x, (c, v) => (float)Math.Clamp(v, A is null ? double.NegativeInfinity : Of(A, c, x), B is null ? double.PositiveInfinity : Of(B, c, x)));
                break;
            case "scale_linear":
                Each(x, (c, v) => (float)((v * (A is null ? 1 : Of(A, c, x))) + (B is null ? 0 : Of(B, c, x))));
                break;
            case "sigmoid":
                Each(x, (_, v) => 1 / (1 + MathF.Exp(-v)));
                break;
            case "softmax":
                Softmax(x);
                break;
            case "fixed_zero_mean_unit_variance":
                Each(x, (c, v) => (float)((v - Of(A, c, x)) / Of(B, c, x)));
                break;
            case "zero_mean_unit_variance":
                Groups(x, values =>
                {
                    var (mean, deviation) = Moments(values.Span);
                    return (mean, deviation + Eps);
                });
                break;
            case "scale_range":
                Groups(x, values =>
                {
                    var all = Image2D.FromFloats("values", values.Length, 1, values.ToArray());
                    var p = ImageQuantiles.Percentiles(all, [0], [A?[0] ?? 0, B?[0] ?? 100]);
                    return (p[0], p[1] - p[0] + Eps);
                });
                break;
            default:
                throw new UserAdviceException($"The model wants the step {Id}, which is not known here; known are {string.Join(", ", s_known)}.");
        }
    }

    private double Of(double[]? values, int channel, Planes x) => values switch
    {
        [var one] => one,
        not null when values.Length == x.Channels => values[channel],
        _ => throw new UserAdviceException($"The step {Id} has {values?.Length ?? 0} numbers for {x.Channels} channels; the model's description is wrong."),
    };

    private static void Each(Planes x, Func<int, float, float> change)
    {
        for (var c = 0; c < x.Channels; c++)
        {
            var plane = x.Plane(c);
            for (var i = 0; i < plane.Length; i++)
            {
                plane[i] = change(c, plane[i]);
            }
        }
    }

    // (value - shift) / divisor, each channel by itself or all together
    private void Groups(Planes x, Func<ReadOnlyMemory<float>, (double Shift, double Divisor)> statistics)
    {
        var length = JointChannels ? x.Values.Length : x.Area;
        for (var start = 0; start < x.Values.Length; start += length)
        {
            var (shift, divisor) = statistics(x.Values.AsMemory(start, length));
            var values = x.Values.AsSpan(start, length);
            for (var i = 0; i < length; i++)
            {
                values[i] = (float)((values[i] - shift) / divisor);
            }
        }
    }

    private static (double Mean, double Deviation) Moments(ReadOnlySpan<float> values)
    {
        double sum = 0, squares = 0;
        foreach (var v in values)
        {
            sum += v;
        }

        var mean = sum / values.Length;
        foreach (var v in values)
        {
            squares += (v - mean) * (v - mean);
        }

        return (mean, Math.Sqrt(squares / values.Length));
    }

    private static void Softmax(Planes x)
    {
        for (var i = 0; i < x.Area; i++)
        {
            var most = float.NegativeInfinity;
            for (var c = 0; c < x.Channels; c++)
            {
                most = Math.Max(most, x.Values[(c * x.Area) + i]);
            }

            float sum = 0;
            for (var c = 0; c < x.Channels; c++)
            {
                sum += x.Values[(c * x.Area) + i] = MathF.Exp(x.Values[(c * x.Area) + i] - most);
            }

            for (var c = 0; c < x.Channels; c++)
            {
                x.Values[(c * x.Area) + i] /= sum;
            }
        }
    }
}
