using FijiBridge.Engine.Files;
using FijiBridge.Engine.Images;
using FijiBridge.Engine.Instances;
using FijiBridge.Engine.Labels;
using FijiBridge.Engine.Runtime;

namespace FijiBridge.Engine.Packages;

/// <summary>
/// What shows what a model does: an image with the objects that the model finds there, the sample of a package, and its cover picture, the
/// image beside the image with outlines. All of them as the files of a package.
/// </summary>
/// <param name="Cover">PNG, twice as wide as high where the image is square.</param>
/// <param name="Labels">The objects, .npy of (height, width).</param>
/// <param name="Input">The image, .npy of (1, channels, height, width); null where it has not the size or the pixel size of an input of the network.</param>
internal sealed record PackageSample(byte[] Cover, byte[] Labels, byte[]? Input)
{
    private const int LeastSize = 256;

    // a picture with less in it shows nothing
    private const int LeastObjects = 3;

    private static readonly byte[] s_outline = [0xff, 0xd0, 0x00];

    /// <summary>Segments an image; null where the model finds next to nothing in an image that was not chosen for it.</summary>
    /// <param name="source">The model.</param>
    /// <param name="chosen">The image that the user gave, cut to its middle where it is larger; null for simulated nuclei.</param>
    /// <param name="ct">Stops the segmentation.</param>
    /// <exception cref="UserAdviceException">The image has not the channels of the model.</exception>
    public static PackageSample? Of(PackageSource source, Image2D? chosen = null, CancellationToken ct = default)
    {
        var (height, width) = source.SizeOf(LeastSize);
        var image = chosen is null ? source.Simulated(height, width) : Middle(chosen, width, height);
        using var model = SegmentationModels.Load(source.Folder, ComputeDevice.Choose("cpu"));
        var labels = model.Segment(image, new SegmentOptions { RescaleToModel = chosen is not null, TestTimeFlips = chosen is null ? false : null }, null, ct).RenderLabels();
        if (chosen is null && labels.Pixels.Distinct().Count() <= LeastObjects)
        {
            return null;
        }

        var isInput = image.Height >= source.Height && image.Height % source.Config.DivisorY == 0 && image.Width >= source.Width && image.Width % source.Config.DivisorX == 0
            && ScaledImage.For(image, source.Info, wanted: chosen is not null).Scale.IsIdentity;
        return new PackageSample(Draw(image, labels), PackageArray.Of(labels), isInput ? PackageArray.Of(image) : null);
    }

    /// <summary>The sample that lies in a model folder; null where there is none.</summary>
    public static PackageSample? In(string folder)
    {
        byte[]? Read(string name) => File.Exists(Path.Combine(folder, name)) ? File.ReadAllBytes(Path.Combine(folder, name)) : null;
        return Read(PackageContents.CoverFile) is { } cover && Read(PackageContents.SampleLabelsFile) is { } labels ? new PackageSample(cover, labels, Read(PackageContents.SampleInputFile)) : null;
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

    private static byte[] Draw(Image2D image, LabelImage labels)
    {
        int width = image.Width, height = image.Height;
        var rgb = new byte[2 * width * height * 3];
        var outlines = LabelBoundaries.Find(labels);
        for (var c = 0; c < 3; c++)
        {
            var channel = image.Channels >= 3 ? c : 0;
            var range = ImageQuantiles.Percentiles(image, [channel], [1, 99.8]);
            for (var y = 0; y < height; y++)
            {
                for (var x = 0; x < width; x++)
                {
                    var value = (byte)Math.Clamp((image[channel, y, x] - range[0]) / Math.Max(range[1] - range[0], 1e-20) * 255, 0, 255);
                    rgb[(((y * 2 * width) + x) * 3) + c] = value;
                    rgb[(((y * 2 * width) + width + x) * 3) + c] = outlines[(y * width) + x] ? s_outline[c] : value;
                }
            }
        }

        return PngFile.Encode(rgb, 2 * width, height);
    }
}
