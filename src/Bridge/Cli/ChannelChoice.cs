using FijiBridge.Engine;
using FijiBridge.Engine.Images;

namespace FijiBridge.Bridge.Cli;

/// <summary>Gives a model the channels that it takes, or says which the user has to choose from; never guesses.</summary>
internal static class ChannelChoice
{
    /// <summary>The image with the channels that the model takes.</summary>
    /// <param name="image">The image as it was read.</param>
    /// <param name="wanted">Channel from 1 that the user asked for, or null.</param>
    /// <param name="modelChannels">Channels that the model takes.</param>
    /// <exception cref="UserAdviceException">No such channel, or the numbers of channels do not fit.</exception>
    public static Image2D Select(Image2D image, int? wanted, int modelChannels)
    {
        if (wanted is { } channel)
        {
            if (channel > image.Channels)
            {
                throw new UserAdviceException($"Image {image.Name} has no channel {channel}, only {image.Channels}; choose one of them with --channel.");
            }

            if (modelChannels != 1)
            {
                throw new UserAdviceException($"--channel {channel} does not fit a model that takes {modelChannels} channels at once; leave it out.");
            }

            return Only(image, channel - 1);
        }

        if (image.Channels == modelChannels)
        {
            return image;
        }

        if (modelChannels == 1)
        {
            return IsGreyInColour(image)
                ? Only(image, 0)
                : throw new UserAdviceException($"Image {image.Name} has {image.Channels} channels and the model takes one; choose it with --channel 1 … {image.Channels}.");
        }

        throw new UserAdviceException($"Image {image.Name} has {image.Channels} channel(s) and the model takes {modelChannels}; use a model for such images ('fijibridge models').");
    }

    private static Image2D Only(Image2D image, int channel) => image.Channels == 1
        ? image
        : new Image2D(image.Name, image.Width, image.Height, [image.Plane(channel)], image.PixelSize);

    // A grey picture that was saved as RGB: all three channels are the same, and any of them is the image.
    private static bool IsGreyInColour(Image2D image) =>
        image.IsRgb && image.Channels == 3 && image.Plane(0) is byte[] r && image.Plane(1) is byte[] g && image.Plane(2) is byte[] b
        && r.AsSpan().SequenceEqual(g) && r.AsSpan().SequenceEqual(b);
}
