using System.Buffers;
using FijiBridge.Engine.Labels;

namespace FijiBridge.Engine.Data.Augmentation;

/// <summary>
/// Varies training patches: one composed geometric map for image and labels, one resampling, then changes of intensity.
/// The result depends on (window, options, seed, sample number) alone. Thread-safe.
/// </summary>
public sealed class Augmenter
{
    private readonly AugmentationOptions _options;

    /// <summary>Creates an augmenter.</summary>
    /// <exception cref="UserAdviceException">A range of the options is not possible.</exception>
    public Augmenter(AugmentationOptions options)
    {
        options.Validate();
        _options = options;
    }

    /// <summary>
    /// Cuts a varied patch of the window's size. Source pixels are read from the whole image around the window, and by
    /// reflection beyond it. Flips and quarter turns alone copy pixels without change.
    /// </summary>
    public Patch Apply(PatchWindow window, long seed)
    {
        var map = new GeometricMap(_options, window.Height, window.Width, seed, window.Number);
        var patch = map.IsExact ? Turn(window, map) : Resample(window, map);
        IntensityVariation.Apply(_options, patch.Image, patch.Channels, patch.Height, patch.Width, seed, window.Number);
        return patch;
    }

    private static Patch Turn(PatchWindow window, GeometricMap map)
    {
        int h = window.Height, w = window.Width;
        // Turned by 90 degrees, an oblong patch reads a region with its sides exchanged around the same centre (rounded down).
        var source = map.SwapsSides
            ? (window with { Y0 = window.Y0 + FloorHalf(h - w), X0 = window.X0 + FloorHalf(w - h), Height = w, Width = h }).Cut()
            : window.Cut();
        var image = new float[source.Image.Length];
        var labels = new int[h * w];
        for (var y = 0; y < h; y++)
        {
            for (var x = 0; x < w; x++)
            {
                var (sourceY, sourceX) = map.SourceOf(y, x, h, w);
                var from = (sourceY * source.Width) + sourceX;
                var to = (y * w) + x;
                labels[to] = source.Labels.Pixels[from];
                for (var c = 0; c < source.Channels; c++)
                {
                    image[(c * h * w) + to] = source.Image[(c * h * w) + from];
                }
            }
        }

        return source with { Image = image, Labels = new LabelImage(w, h, labels) };
    }

    private static Patch Resample(PatchWindow window, GeometricMap map)
    {
        int h = window.Height, w = window.Width, channels = window.Image.Channels, n = h * w;
        var coordinates = ArrayPool<float>.Shared.Rent(2 * n);
        var ys = coordinates.AsSpan(0, n);
        var xs = coordinates.AsSpan(n, n);
        map.Fill(h, w, ys, xs);

        // The region that holds all positions and the kernel's margin, in pixels of the image.
        var (regionY, regionH) = Region(ys, window.Y0 + ((h - 1) / 2.0), out var top, out var bottom);
        var (regionX, regionW) = Region(xs, window.X0 + ((w - 1) / 2.0), out var left, out var right);
        var size = checked(regionH * regionW);
        var pixels = ArrayPool<float>.Shared.Rent(checked(channels * size));
        var ids = ArrayPool<int>.Shared.Rent(size);
        window.Image.ReadTile(regionY, regionX, regionH, regionW, pixels);
        window.ReadLabels(regionY, regionX, regionH, regionW, ids);

        var image = new float[channels * n];
        var labels = new int[n];
        for (var c = 0; c < channels; c++)
        {
            PatchResampler.Cubic(pixels.AsSpan(c * size, size), regionW, ys, xs, image.AsSpan(c * n, n));
        }

        PatchResampler.Nearest(ids.AsSpan(0, size), regionW, ys, xs, labels);
        window.IgnoreCutObjects(labels, top, left, bottom, right);
        ArrayPool<int>.Shared.Return(ids);
        ArrayPool<float>.Shared.Return(pixels);
        ArrayPool<float>.Shared.Return(coordinates);
        return new Patch(window.Name, window.Number, channels, image, new LabelImage(w, h, labels));
    }

    /// <summary>
    /// Makes positions relative to the region that contains them and the kernel's margin, and returns its first pixel and
    /// size; also the nearest pixels of the smallest and the largest position.
    /// </summary>
    private static (int First, int Size) Region(Span<float> positions, double centre, out int lowest, out int highest)
    {
        float min = float.PositiveInfinity, max = float.NegativeInfinity;
        foreach (var p in positions)
        {
            min = Math.Min(min, p);
            max = Math.Max(max, p);
        }

        lowest = (int)Math.Floor(min + centre + 0.5);
        highest = (int)Math.Floor(max + centre + 0.5);
        var first = (int)Math.Floor(min + centre) - PatchResampler.Margin;
        var last = (int)Math.Ceiling(max + centre) + PatchResampler.Margin;
        var offset = (float)(centre - first);
        for (var i = 0; i < positions.Length; i++)
        {
            positions[i] += offset;
        }

        return (first, last - first + 1);
    }

    private static int FloorHalf(int value) => value >> 1;
}
