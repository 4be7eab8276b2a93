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

            return image.Channel(channel - 1);
        }

        if (image.Channels == modelChannels)
        {
            return image;
        }

        if (modelChannels == 1)
        {
            return IsGreyInColour(image)
                ? image.Channel(0)
                : throw new UserAdviceException($"Image {image.Name} has {image.Channels} channels and the model takes one; choose it with --channel 1 … {image.Channels}.");
        }

        throw new UserAdviceException($"Image {image.Name} has {image.Channels} channel(s) and the model takes {modelChannels}; use a model for such images ('fijibridge models').");
    }

    // A grey picture that was saved as RGB: all three channels are the same, and any of them is the image.
    private static bool IsGreyInColour(Image2D image)
    {
        if (!image.IsRgb || image.Channels != 3 || image.Kind != PixelKind.UInt8)
        {
            return false;
        }

        float[] red = new float[image.Width], other = new float[image.Width];
        for (var y = 0; y < image.Height; y++)
        {
            image.ReadRow(0, y, 0, red);
            for (var c = 1; c < 3; c++)
            {
                image.ReadRow(c, y, 0, other);
                if (!red.AsSpan().SequenceEqual(other))
                {
                    return false;
                }
            }
        }

        return true;
    }
}
