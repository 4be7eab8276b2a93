using FijiBridge.Engine;
using FijiBridge.Engine.Data;
using FijiBridge.Engine.Images;

namespace FijiBridge.Bridge.Training;

/// <summary>
/// Pairs for a network of one channel: colours are turned into grey values, the mean of red, green and blue as in ImageJ,
/// which is also how the plugin segments colour images with such a model.
/// </summary>
/// <param name="pairs">The pairs.</param>
internal sealed class GreyPairs(ITrainingSet pairs) : ITrainingSet
{
    private int _converted;

    /// <inheritdoc/>
    public int Count => pairs.Count;

    /// <summary>True once an image was in colours.</summary>
    public bool HasConverted => _converted != 0;

    /// <inheritdoc/>
    public string NameOf(int index) => pairs.NameOf(index);

    /// <inheritdoc/>
    public TrainingPair Load(int index)
    {
        var pair = pairs.Load(index);
        if (!pair.Image.IsRgb || pair.Image.Channels != 3)
        {
            return pair;
        }

        _ = Interlocked.Exchange(ref _converted, 1);
        return pair with { Image = Grey(pair.Image) };
    }

    private static Image2D Grey(Image2D image)
    {
        if (image.Plane(0) is not byte[] red || image.Plane(1) is not byte[] green || image.Plane(2) is not byte[] blue)
        {
            throw new UserAdviceException($"Image {image.Name} has colours of more than 8 bits; convert it to 8-bit RGB or to grey values.");
        }

        var grey = new byte[red.Length];
        for (var i = 0; i < grey.Length; i++)
        {
            grey[i] = (byte)((red[i] + green[i] + blue[i] + 1.5) / 3);
        }

        return new Image2D(image.Name, image.Width, image.Height, [grey], image.PixelSize);
    }
}
