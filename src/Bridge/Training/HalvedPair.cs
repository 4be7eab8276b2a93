using FijiBridge.Engine.Data;
using FijiBridge.Engine.Images;
using FijiBridge.Engine.Labels;

namespace FijiBridge.Bridge.Training;

/// <summary>
/// A set of one pair as two: its image is cut across the longer side, since one part has to be kept for validation. The first
/// correction of a user is one image, and should be worth a training.
/// </summary>
/// <param name="pairs">The set with one pair.</param>
internal sealed class HalvedPair(ITrainingSet pairs) : ITrainingSet
{
    /// <inheritdoc/>
    public int Count => 2;

    /// <summary>The set itself, or its halves where it has one pair that is large enough to be cut.</summary>
    /// <param name="pairs">The set.</param>
    /// <param name="smallestSide">Pixels that each half needs at least along each side.</param>
    public static ITrainingSet Of(ITrainingSet pairs, int smallestSide)
    {
        if (pairs.Count != 1)
        {
            return pairs;
        }

        var image = pairs.Load(0).Image;
        return Math.Max(image.Width, image.Height) / 2 >= smallestSide && Math.Min(image.Width, image.Height) >= smallestSide ? new HalvedPair(pairs) : pairs;
    }

    /// <summary>Name of the pair that was cut.</summary>
    public string WholeName => pairs.NameOf(0);

    /// <inheritdoc/>
    public string NameOf(int index) => $"{WholeName} ({(index == 0 ? "first" : "second")} half)";

    /// <inheritdoc/>
    public TrainingPair Load(int index)
    {
        var whole = pairs.Load(0);
        var wide = whole.Image.Width >= whole.Image.Height;
        int width = wide ? whole.Image.Width / 2 : whole.Image.Width, height = wide ? whole.Image.Height : whole.Image.Height / 2;
        int left = wide && index == 1 ? whole.Image.Width - width : 0, top = !wide && index == 1 ? whole.Image.Height - height : 0;
        var area = new PixelRectangle(left, top, width, height);
        var planes = Enumerable.Range(0, whole.Image.Channels).Select(c => area.CutFrom(whole.Image.Plane(c), whole.Image.Width)).ToArray();
        var labels = (int[])area.CutFrom(whole.Labels.Pixels, whole.Labels.Width);
        return new TrainingPair(
            NameOf(index), new Image2D(NameOf(index), width, height, planes, whole.Image.PixelSize, whole.Image.IsRgb), new LabelImage(width, height, labels, whole.Labels.PixelSize));
    }
}
