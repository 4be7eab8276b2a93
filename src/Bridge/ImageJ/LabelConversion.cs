using FijiBridge.Engine;
using FijiBridge.Engine.Images;
using FijiBridge.Engine.Labels;

namespace FijiBridge.Bridge.ImageJ;

/// <summary>Turns an image of whole numbers into labels.</summary>
internal static class LabelConversion
{
    /// <summary>Largest value up to which a 32-bit float holds every whole number.</summary>
    public const int LargestLabel = 1 << 24;

    /// <summary>
    /// 0 stays background, positive whole numbers stay what they are, negative ones become <see cref="LabelImage.Ignore"/>.
    /// </summary>
    /// <exception cref="UserAdviceException">RGB, several channels, or a value that is no whole number.</exception>
    public static LabelImage ToLabels(Image2D image, string path)
    {
        if (image.IsRgb)
        {
            throw new UserAdviceException(
                $"{ImageFile.Quote(path)} is an RGB picture, but a label image holds one whole number per pixel; save the labels as an 8-bit, 16-bit or 32-bit TIFF.");
        }

        if (image.Channels > 1)
        {
            throw new UserAdviceException(
                $"{ImageFile.Quote(path)} has {image.Channels} channels, but a label image has one; save the channel with the labels as a file of its own.");
        }

        var plane = image.Plane(0); // refuses one that is not held, which may have more pixels than an array
        var labels = new int[plane.Length];
        switch (plane)
        {
            case byte[] bytes:
                for (var i = 0; i < labels.Length; i++)
                {
                    labels[i] = bytes[i];
                }

                break;
            case ushort[] words:
                for (var i = 0; i < labels.Length; i++)
                {
                    labels[i] = words[i];
                }

                break;
            case float[] floats:
                FromFloats(floats, labels, image.Width, path);
                break;
        }

        return new LabelImage(image.Width, image.Height, labels, image.PixelSize);
    }

    private static void FromFloats(float[] floats, int[] labels, int width, string path)
    {
        for (var i = 0; i < labels.Length; i++)
        {
            var value = floats[i];
            if (!float.IsInteger(value) || value > LargestLabel)
            {
                throw new UserAdviceException(
                    FormattableString.Invariant($"{ImageFile.Quote(path)} has the value {value} at x = {i % width}, y = {i / width}, but labels are whole numbers up to {LargestLabel}; check that it is a label image and not a probability map."));
            }

            labels[i] = value < 0 ? LabelImage.Ignore : (int)value;
        }
    }
}
