using System.Numerics;

namespace FijiBridge.Engine.Images;

/// <summary>Arithmetic on rows of pixels, several at a time. No fused multiply-add: the same bits on every machine.</summary>
internal static class RowArithmetic
{
    /// <summary>sum += values * factor; values may be longer than the sum.</summary>
    public static void AddScaled(Span<float> sum, ReadOnlySpan<float> values, float factor)
    {
        var i = 0;
        for (; i <= sum.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            var lane = sum[i..];
            (new Vector<float>(lane) + (new Vector<float>(values[i..]) * factor)).CopyTo(lane);
        }

        for (; i < sum.Length; i++)
        {
            sum[i] += values[i] * factor;
        }
    }

    /// <summary>values = values * scale + shift.</summary>
    public static void ScaleAndShift(Span<float> values, float scale, float shift)
    {
        var i = 0;
        for (; i <= values.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            var lane = values[i..];
            ((new Vector<float>(lane) * scale) + new Vector<float>(shift)).CopyTo(lane);
        }

        for (; i < values.Length; i++)
        {
            values[i] = (values[i] * scale) + shift;
        }
    }

    /// <summary>values = (values - low) / width.</summary>
    public static void SubtractAndDivide(Span<float> values, float low, float width)
    {
        var i = 0;
        for (; i <= values.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            var lane = values[i..];
            ((new Vector<float>(lane) - new Vector<float>(low)) / new Vector<float>(width)).CopyTo(lane);
        }

        for (; i < values.Length; i++)
        {
            values[i] = (values[i] - low) / width;
        }
    }
}
