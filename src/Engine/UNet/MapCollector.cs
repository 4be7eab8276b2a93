using FijiBridge.Engine.Instances;
using FijiBridge.Engine.Runtime;

namespace FijiBridge.Engine.UNet;

/// <summary>Runs a U-Net on tiles and puts the inner parts of their maps together to those of the image.</summary>
/// <param name="runtime">Runs the network.</param>
/// <param name="config">Network.</param>
/// <param name="height">Rows of the image.</param>
/// <param name="width">Columns of the image.</param>
/// <param name="flips">True to average over the four mirrored tiles.</param>
internal sealed class MapCollector(IMapRuntime runtime, UNetConfig config, int height, int width, bool flips) : ITileSink
{
    private readonly PixelReading _reading = new(config);
    private readonly float[] _foreground = new float[height * width];
    private readonly float[]? _seeds = config.Output == UNetOutput.Semantic ? null : new float[height * width];
    private readonly int[]? _classes = config is { Output: UNetOutput.Semantic, NClasses: > 1 } ? new int[height * width] : null;

    /// <summary>The maps of all tiles so far; 0 where there was none.</summary>
    public InstanceMaps Maps => new(width, height, _foreground, _seeds, _classes);

    /// <inheritdoc/>
    public void Restart()
    {
    }

    /// <inheritdoc/>
    public void Advance(int knownUpToY, CancellationToken ct)
    {
    }

    /// <inheritdoc/>
    public void Predict(PredictionTile tile, float[] pixels)
    {
        var output = Passes(pixels, tile.H, tile.W);
        var plane = tile.H * tile.W;
        Parallel.For(tile.InnerY0, tile.InnerY1, y =>
        {
            Span<float> values = stackalloc float[config.OutChannels];
            for (var x = tile.InnerX0; x < tile.InnerX1; x++)
            {
                var from = ((y - tile.Y0) * tile.W) + x - tile.X0;
                for (var c = 0; c < values.Length; c++)
                {
                    values[c] = output[(c * plane) + from];
                }

                var to = (y * width) + x;
                _foreground[to] = _reading.Foreground(values);
                if (_seeds is not null)
                {
                    _seeds[to] = _reading.Seed(values);
                }

                if (_classes is not null)
                {
                    _classes[to] = PixelReading.BestClass(values);
                }
            }
        });
    }

    /// <summary>Class probabilities and depth of a tile, planar; the mean over the mirrored tiles if wanted.</summary>
    private float[] Passes(float[] pixels, int h, int w)
    {
        var mean = _reading.Activate(runtime.Run(pixels, h, w));
        for (var flip = 1; flips && flip < 4; flip++)
        {
            var output = _reading.Activate(runtime.Run(Mirror(pixels, h, w, flip), h, w));
            var back = Mirror(output, h, w, flip);
            for (var i = 0; i < mean.Length; i++)
            {
                mean[i] += back[i];
            }
        }

        if (flips)
        {
            for (var i = 0; i < mean.Length; i++)
            {
                mean[i] /= 4;
            }
        }

        return mean;
    }

    // Bit 0 mirrors left and right, bit 1 top and bottom.
    private static float[] Mirror(float[] planes, int h, int w, int flip)
    {
        var result = new float[planes.Length];
        for (var row = 0; row < planes.Length / w; row++)
        {
            var (plane, y) = (row / h, row % h);
            var target = result.AsSpan(((plane * h) + ((flip & 2) != 0 ? h - 1 - y : y)) * w, w);
            planes.AsSpan(row * w, w).CopyTo(target);
            if ((flip & 1) != 0)
            {
                target.Reverse();
            }
        }

        return result;
    }
}
