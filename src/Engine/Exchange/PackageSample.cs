using FijiBridge.Engine.Files;
using FijiBridge.Engine.Images;
using FijiBridge.Engine.Instances;
using FijiBridge.Engine.Labels;
using FijiBridge.Engine.Runtime;

namespace FijiBridge.Engine.Exchange;

/// <summary>
/// An image that shows what a model does, with the objects that it finds there: the sample of a package and its cover picture, the
/// image beside the image with outlines.
/// </summary>
internal sealed class PackageSample
{
    // a picture with less in it shows nothing
    private const int LeastObjects = 3;

    private static readonly byte[] s_outline = [0xff, 0xd0, 0x00];

    private PackageSample(Image2D image, LabelImage labels, bool isNetworkInput)
    {
        Image = image;
        Labels = labels;
        IsNetworkInput = isNetworkInput;
        Cover = Draw();
    }

    /// <summary>The image.</summary>
    public Image2D Image { get; }

    /// <summary>True where the image has the size and the pixel size of an input of the network.</summary>
    public bool IsNetworkInput { get; }

    /// <summary>What the model finds in it.</summary>
    public LabelImage Labels { get; }

    /// <summary>The cover picture as PNG, twice as wide as high where the image is square.</summary>
    public byte[] Cover { get; }

    /// <summary>Segments an image; null where the model finds next to nothing in an image that was not chosen for it.</summary>
    /// <param name="source">The model.</param>
    /// <param name="chosen">The image that the user gave, cut to its middle where it is larger than the test image; null for the test image.</param>
    /// <param name="ct">Stops the segmentation.</param>
    /// <exception cref="UserAdviceException">The image has not the channels of the model.</exception>
    public static PackageSample? Of(ExportSource source, Image2D? chosen, CancellationToken ct)
    {
        var part = Middle(chosen ?? source.TestImage, source.Width, source.Height);
        using var model = SegmentationModels.Load(source.Folder, ComputeDevice.Choose("cpu"));
        var labels = model.Segment(part, new SegmentOptions { RescaleToModel = chosen is not null }, null, ct).RenderLabels();
        var isInput = (part.Width, part.Height) == (source.Width, source.Height) && ScaledImage.For(part, source.Info, wanted: chosen is not null).Scale.IsIdentity;
        return chosen is not null || labels.Pixels.Distinct().Count() > LeastObjects ? new PackageSample(part, labels, isInput) : null;
    }

    private static Image2D Middle(Image2D image, int mostWidth, int mostHeight)
    {
        int width = Math.Min(image.Width, mostWidth), height = Math.Min(image.Height, mostHeight), x0 = (image.Width - width) / 2, y0 = (image.Height - height) / 2;
        var planes = new Array[image.Channels];
        for (var c = 0; c < planes.Length; c++)
        {
            var plane = new float[width * height];
            for (var y = 0; y < height; y++)
            {
                image.ReadRow(c, y0 + y, x0, plane.AsSpan(y * width, width));
            }

            planes[c] = plane;
        }

        return new Image2D(image.Name, width, height, planes, image.PixelSize, image.IsRgb);
    }

    private byte[] Draw()
    {
        int width = Image.Width, height = Image.Height;
        var rgb = new byte[2 * width * height * 3];
        var outlines = LabelBoundaries.Find(Labels);
        for (var c = 0; c < 3; c++)
        {
            var channel = Image.Channels >= 3 ? c : 0;
            var range = ImageQuantiles.Percentiles(Image, [channel], [1, 99.8]);
            for (var y = 0; y < height; y++)
            {
                for (var x = 0; x < width; x++)
                {
                    var value = (byte)Math.Clamp((Image[channel, y, x] - range[0]) / Math.Max(range[1] - range[0], 1e-20) * 255, 0, 255);
                    rgb[(((y * 2 * width) + x) * 3) + c] = value;
                    rgb[(((y * 2 * width) + width + x) * 3) + c] = outlines[(y * width) + x] ? s_outline[c] : value;
                }
            }
        }

        return PngFile.Encode(rgb, 2 * width, height);
    }
}
