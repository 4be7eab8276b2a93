using System.Numerics;
using FijiBridge.Engine.Images;

namespace FijiBridge.Engine.Data.Augmentation;

/// <summary>
/// Changes brightness, contrast, sharpness and noise of a patch in place, in the order in which a microscope does:
/// blur, contrast curve, factor and offset, noise.
/// </summary>
internal static class IntensityVariation
{
    private const int BlurStream = 11, ContrastStream = 12, NoiseStream = 16;

    public static void Apply(AugmentationOptions options, Span<float> image, int channels, int height, int width, long seed, long number)
    {
        if (options.Blur.Draw(new SeededRandom(seed, number, BlurStream)) is { } sigma and > 0)
        {
            for (var c = 0; c < channels; c++)
            {
                GaussianBlur.Apply(image.Slice(c * height * width, height * width), height, width, sigma);
            }
        }

        var groups = options.ChannelsApart ? channels : 1;
        var perGroup = image.Length / groups;
        for (var g = 0; g < groups; g++)
        {
            var values = image.Slice(g * perGroup, perGroup);
            if (options.Gamma.Draw(Contrast(0, g)) is { } gamma and not 1)
            {
                Power(values, (float)gamma);
            }

            var scale = (float)(options.IntensityScale.Draw(Contrast(1, g)) ?? 1);
            var shift = (float)(options.IntensityShift.Draw(Contrast(2, g)) ?? 0);
            if (scale != 1 || shift != 0)
            {
                RowArithmetic.ScaleAndShift(values, scale, shift);
            }
        }

        var noise = new SeededRandom(seed, number, NoiseStream);
        if (options.Noise.Draw(noise) is { } deviation and > 0)
        {
            noise.AddNormalNoise(image, (float)deviation);
        }

        SeededRandom Contrast(int which, int group) => new(seed, number, ContrastStream + which + (100L * group));
    }

    /// <summary>sign(v) * |v|^gamma.</summary>
    private static void Power(Span<float> values, float gamma)
    {
        var i = 0;
        for (; i <= values.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            var lane = values[i..];
            var v = new Vector<float>(lane);
            // The smallest normal number instead of 0 keeps the logarithm finite; its power is 0 in effect.
            var magnitude = Vector.Exp(Vector.Log(Vector.Max(Vector.Abs(v), new Vector<float>(1.2e-38f))) * gamma);
            Vector.CopySign(magnitude, v).CopyTo(lane);
        }

        for (; i < values.Length; i++)
        {
            values[i] = MathF.CopySign(MathF.Pow(MathF.Max(MathF.Abs(values[i]), 1.2e-38f), gamma), values[i]);
        }
    }
}
