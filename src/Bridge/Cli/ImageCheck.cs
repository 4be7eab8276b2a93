using FijiBridge.Engine;
using FijiBridge.Engine.Images;

namespace FijiBridge.Bridge.Cli;

/// <summary>
/// Refuses images that cannot hold an object, so that nobody takes an empty result for an answer: too small, or constant
/// in every channel. Pixels that are not numbers are refused by the engine's normalisation.
/// </summary>
internal static class ImageCheck
{
    /// <summary>Shortest side on which an object fits.</summary>
    public const int SmallestSide = 3;

    /// <summary>Checks an image before it is segmented.</summary>
    /// <exception cref="UserAdviceException">It is too small or constant.</exception>
    public static void Require(Image2D image)
    {
        if (Math.Min(image.Width, image.Height) < SmallestSide)
        {
            throw new UserAdviceException(
                $"Image {image.Name} is {image.Width} x {image.Height} pixels, too small to hold an object; give an image of at least {SmallestSide} x {SmallestSide} pixels.");
        }

        if (Enumerable.Range(0, image.Channels).All(c => IsConstant(image, c)))
        {
            throw new UserAdviceException(
                FormattableString.Invariant($"Image {image.Name} is constant (every pixel is {image[0, 0, 0]}); nothing can be found in it, so check its export or leave it out."));
        }
    }

    private static bool IsConstant(Image2D image, int channel)
    {
        var first = image[channel, 0, 0];
        if (float.IsNaN(first))
        {
            return false;
        }

        var row = new float[image.Width];
        for (var y = 0; y < image.Height; y++)
        {
            image.ReadRow(channel, y, 0, row);
            if (row.AsSpan().IndexOfAnyExcept(first) >= 0)
            {
                return false;
            }
        }

        return true;
    }
}
