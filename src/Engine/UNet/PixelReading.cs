namespace FijiBridge.Engine.UNet;

/// <summary>How the outputs of a U-Net at a pixel are read: class probabilities first, then the depth if there is one.</summary>
internal sealed class PixelReading(UNetConfig config)
{
    /// <summary>Raw outputs (channels, pixels) to class probabilities (sigmoid or softmax) and depth; in place.</summary>
    public float[] Activate(float[] planes)
    {
        var count = planes.Length / config.OutChannels;
        var classes = config.ClassChannels;
        Parallel.For(0, (count + 4095) / 4096, chunk =>
        {
            for (var i = chunk * 4096; i < Math.Min(count, (chunk + 1) * 4096); i++)
            {
                if (classes == 1)
                {
                    planes[i] = 1 / (1 + MathF.Exp(-planes[i]));
                    continue;
                }

                var most = planes[i];
                for (var c = 1; c < classes; c++)
                {
                    most = Math.Max(most, planes[(c * count) + i]);
                }

                float sum = 0;
                for (var c = 0; c < classes; c++)
                {
                    sum += planes[(c * count) + i] = MathF.Exp(planes[(c * count) + i] - most);
                }

                for (var c = 0; c < classes; c++)
                {
                    planes[(c * count) + i] /= sum;
                }
            }
        });
        return planes;
    }

    /// <summary>Probability that the pixel is no background.</summary>
    public float Foreground(ReadOnlySpan<float> values) => config.ClassChannels == 1 ? values[0] : 1 - values[UNetTargets.Background];

    /// <summary>
    /// Score of the pixel as part of an object's core: the probability of the inside; with a depth, the depth times the
    /// probability of not being between objects, or of the inside, as <see cref="UNetConfig.InsideSeeds"/> says.
    /// </summary>
    public float Seed(ReadOnlySpan<float> values) => config.Output == UNetOutput.Distance
        ? values[config.ClassChannels] * (config.InsideSeeds ? values[UNetTargets.Inside] : 1 - values[UNetTargets.Between])
        : values[UNetTargets.Inside];

    /// <summary>The most probable class beside the background, from 1.</summary>
    public static int BestClass(ReadOnlySpan<float> values)
    {
        var best = 1;
        for (var c = 2; c < values.Length; c++)
        {
            best = values[c] > values[best] ? c : best;
        }

        return best;
    }
}
