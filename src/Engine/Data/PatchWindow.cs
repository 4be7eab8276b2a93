using FijiBridge.Engine.Images;
using FijiBridge.Engine.Labels;

namespace FijiBridge.Engine.Data;

/// <summary>
/// A window chosen in a pair, not cut yet. Augmentation reads a larger or turned region around it, so that a rotated
/// patch has real pixels in its corners wherever the image has them.
/// </summary>
/// <remarks>
/// Outside the image, pixels and labels are both reflected (<see cref="ReflectedIndex"/>): a whole object seen in a mirror
/// is an object, and keeps its id. Two things become <see cref="LabelImage.Ignore"/>: (1) objects that a border of the
/// image cuts, where the patch looks past that border, because an object joined to its own reflection has a shape that
/// does not exist, often that of two touching ones; (2) all labels beyond the first reflection (Height - 1 rows,
/// Width - 1 columns away), so that an image much smaller than the patch counts once, not many times.
/// </remarks>
/// <param name="Name">Name of the pair.</param>
/// <param name="Number">Number of the sample.</param>
/// <param name="Image">The whole image, normalised.</param>
/// <param name="Labels">The whole truth.</param>
/// <param name="Y0">First row; negative where the image is lower than the window.</param>
/// <param name="X0">First column; negative where the image is narrower than the window.</param>
/// <param name="Height">Rows of the patch.</param>
/// <param name="Width">Columns of the patch.</param>
public sealed record PatchWindow(string Name, long Number, NormalizedImage Image, LabelImage Labels, int Y0, int X0, int Height, int Width)
{
    /// <summary>Cuts the window as it is.</summary>
    public Patch Cut()
    {
        var image = new float[checked(Image.Channels * Height * Width)];
        Image.ReadTile(Y0, X0, Height, Width, image);
        var labels = new int[Height * Width];
        ReadLabels(Y0, X0, Height, Width, labels);
        IgnoreCutObjects(labels, Y0, X0, Y0 + Height - 1, X0 + Width - 1);
        return new Patch(Name, Number, Image.Channels, image, new LabelImage(Width, Height, labels));
    }

    /// <summary>
    /// Reads the labels of any region, row by row, with the reflection described above. Cut objects are still in it, see
    /// <see cref="IgnoreCutObjects"/>.
    /// </summary>
    public void ReadLabels(int y0, int x0, int h, int w, Span<int> destination)
    {
        int height = Labels.Height, width = Labels.Width;
        var inside = x0 >= 0 && x0 + w <= width;
        var columns = inside ? [] : ReflectedIndex.Range(x0, w, width);
        for (var y = 0; y < h; y++)
        {
            var row = destination.Slice(y * w, w);
            if (IsFar(y0 + y, height))
            {
                row.Fill(LabelImage.Ignore);
                continue;
            }

            var source = Labels.Pixels.AsSpan(ReflectedIndex.Of(y0 + y, height) * width, width);
            if (inside)
            {
                source.Slice(x0, w).CopyTo(row);
                continue;
            }

            for (var x = 0; x < w; x++)
            {
                row[x] = IsFar(x0 + x, width) ? LabelImage.Ignore : source[columns[x]];
            }
        }
    }

    /// <summary>
    /// Sets the objects that a border of the image cuts to Ignore, for those borders that a patch looks past.
    /// </summary>
    /// <param name="labels">Labels of the patch.</param>
    /// <param name="top">Uppermost source position of the patch, rounded to whole pixels of the image.</param>
    /// <param name="left">Leftmost source position.</param>
    /// <param name="bottom">Lowest source position.</param>
    /// <param name="right">Rightmost source position.</param>
    internal void IgnoreCutObjects(Span<int> labels, int top, int left, int bottom, int right)
    {
        var cut = new HashSet<int>();
        AddRow(top < 0, 0);
        AddRow(bottom >= Labels.Height, Labels.Height - 1);
        AddColumn(left < 0, 0);
        AddColumn(right >= Labels.Width, Labels.Width - 1);
        cut.Remove(0);
        if (cut.Count == 0)
        {
            return;
        }

        foreach (ref var label in labels)
        {
            if (label > 0 && cut.Contains(label))
            {
                label = LabelImage.Ignore;
            }
        }

        void AddRow(bool isPassed, int y)
        {
            for (var x = 0; isPassed && x < Labels.Width; x++)
            {
                cut.Add(Labels[y, x]);
            }
        }

        void AddColumn(bool isPassed, int x)
        {
            for (var y = 0; isPassed && y < Labels.Height; y++)
            {
                cut.Add(Labels[y, x]);
            }
        }
    }

    private static bool IsFar(int position, int size) => position <= -size || position > 2 * (size - 1);
}
