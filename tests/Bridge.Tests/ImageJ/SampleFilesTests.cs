using FijiBridge.Bridge.ImageJ;
using FijiBridge.Bridge.Tests.Jvm;
using FijiBridge.Engine.Images;
using Xunit;

namespace FijiBridge.Bridge.Tests.ImageJ;

/// <summary>Real files against sizes and sums that another reader (tifffile 2023.2.3, over all planes) gave.</summary>
[Collection(Java.Collection)]
public class SampleFilesTests
{
    /// <summary>file, width, height, channels, slices, frames, sum of all values, pixel width, unit</summary>
    public static TheoryData<string, int, int, int, int, int, double, double, string> Files => new()
    {
        { "neubias-samples/mitocheck-movie/t000.tif", 211, 190, 1, 1, 1, 221360, 1, "pixel" },
        { "neubias-samples/rois/measure_shapes_labels.tif", 269, 253, 1, 1, 1, 155350, 0.2, "µm" },
        { "neubias-samples/rois/xy_16bit__h2b_withROIs.tif", 60, 42, 1, 1, 1, 272237, 1, "pixel" },
        { "neubias-samples/watershed_xy_8bit_labels__nuclei.tif", 226, 214, 1, 1, 1, 50697, 1, "pixel" },
        { "neubias-samples/watershed_xyc_16bit__nuclei_tubulin.tif", 226, 214, 2, 1, 1, 139327126, 1, "pixel" },
        { "neubias-samples/xy_16bit__nuclei_high_dynamic_range.tif", 149, 147, 1, 1, 1, 9288991, 1, "pixel" },
        { "neubias-samples/xy_16bit_calibrated__nuclei_various_shapes.tif", 269, 253, 1, 1, 1, 2258624463, 0.2, "µm" },
        { "neubias-samples/xy_8bit__mitocheck_incenp_t1.tif", 260, 364, 1, 1, 1, 1908818, 0.1, "µm" },
        { "neubias-samples/xy_8bit__mitocheck_incenp_t70.tif", 260, 364, 1, 1, 1, 2359079, 0.1, "µm" },
        { "neubias-samples/xy_8bit_labels__mitocheck_incenp_t1.tif", 260, 364, 1, 1, 1, 21296, 0.1, "µm" },
        { "neubias-samples/xy_8bit_labels__mitocheck_incenp_t70.tif", 260, 364, 1, 1, 1, 51809, 0.1, "µm" },
        { "neubias-samples/xy_8bit_labels__nuclei_touchborder.tif", 488, 505, 1, 1, 1, 126551, 1, "pixel" },
        { "neubias-samples/xy_float__nuclei_probability.tif", 59, 50, 1, 1, 1, 618.1213311, 1, "pixel" },
        { "neubias-samples/xy_rgb__cells.tif", 280, 257, 3, 1, 1, 10304739, 1, "pixel" },
        { "neubias-samples/xyc_16bit__cell_dna_mts_actin.tif", 350, 350, 3, 1, 1, 151976211, 0.132491588, "µm" },
        { "neubias-samples/xyc_16bit__nuclei_tubulin_crop.tif", 163, 156, 2, 1, 1, 1699841879, 1, "pixel" },
        { "neubias-samples/xyc_16bit__nup_nuclei.tif", 476, 420, 2, 1, 1, 58656931, 1, "pixel" },
        { "neubias-samples/xyc_16bit__nup_nuclei__xy_8bit_labels__nuclei.tif", 476, 420, 1, 1, 1, 107172, 1, "pixel" },
        { "neubias-samples/xyc_8bit__cyto_nuclei.tif", 182, 254, 2, 1, 1, 390347, 1, "pixel" },
        { "neubias-samples/xyz_8bit__mitotic_plate_calibrated.tif", 263, 263, 1, 6, 1, 4380918, 0.08519643, "µm" },
        { "neubias-samples/xyz_8bit__nuclei_autothresh.tif", 132, 118, 1, 37, 1, 6618862, 0.828643213, "µm" },
        { "neubias-samples/xyzc_16bit__spots.tif", 89, 88, 2, 17, 1, 314958881, 0.094134454, "µm" },
        { "dsb2018/train/images/003cee89357d9fe13516167fd67b609a164651b21934585648c740d2c3d86dc1.tif", 256, 256, 1, 1, 1, 591043, 1, "pixel" },
        { "dsb2018/train/masks/003cee89357d9fe13516167fd67b609a164651b21934585648c740d2c3d86dc1.tif", 256, 256, 1, 1, 1, 90019, 1, "pixel" },
        { "dsb2018-stained/test/images/00ae65c1c6631ae6f2be1a449902976e6eb8483bf6b0740d00530220832c6d3e.tif", 320, 256, 3, 1, 1, 42971358, 1, "pixel" },
        { "nuclei-3d/cell-walls/ovule_labels.tif", 128, 128, 1, 32, 1, 15002322, 0.15, "µm" },
        { "vendor-formats/ome-tiff/WP96_4Pos_B4-10_DAPI.ome.tiff", 640, 640, 1, 1, 1, 7887469, 0.2, "µm" },
        { "t98g-phase/test/images/set46.tif", 1024, 1022, 1, 1, 1, 105180530, 1, "pixel" },
        { "cell-migration-tracks/crop/01/t000.tif", 200, 200, 1, 1, 1, 640495677, 1, "pixel" },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public void Sizes_calibration_and_sum_of_all_planes_equal_those_of_another_reader(
        string file, int width, int height, int channels, int slices, int frames, double sum, double pixelWidth, string unit)
    {
        var path = TestData.Find(file);
        var reader = new ImageJReader(Java.Host);
        var size = reader.ReadDimensions(path);
        Assert.Equal((width, height, channels, slices, frames), (size.Width, size.Height, size.Channels, size.Slices, size.Frames));
        Assert.Equal(unit, size.PixelSize.Unit);
        Assert.Equal(pixelWidth, size.PixelSize.Width, 1e-6);
        double total = 0;
        for (var t = 0; t < frames; t++)
        {
            for (var z = 0; z < slices; z++)
            {
                var image = reader.ReadImage(path, z, t);
                Assert.Equal((width, height, channels), (image.Width, image.Height, image.Channels));
                Assert.Equal(size.PixelSize, image.PixelSize);
                total += Sum(image);
            }
        }

        Assert.Equal(sum, total, sum * 1e-8);
    }

    [Fact]
    public void Every_TIFF_gives_the_pixels_that_ImageJ_itself_gives()
    {
        var folder = TestData.Find("neubias-samples");
        using var scope = Java.Host.Enter();
        var count = 0;
        foreach (var path in Directory.GetFiles(folder, "*.tif", SearchOption.AllDirectories))
        {
            using var reference = new ImagePlusReader(scope, path, ImageFileKind.Tiff);
            var (z, t) = (reference.Dimensions.Slices - 1, reference.Dimensions.Frames - 1);
            var own = TiffImage.Open(scope, path);
            Assert.True(own.CanRead);
            Assert.Equal(reference.Dimensions with { PixelType = string.Empty }, own.Dimensions with { PixelType = string.Empty });
            Assert.Equal(reference.Read(z, t, false), own.Read(z, t));
            count++;
        }

        Assert.True(count >= 50);
    }

    private static double Sum(Image2D image)
    {
        double sum = 0;
        var row = new float[image.Width];
        for (var c = 0; c < image.Channels; c++)
        {
            for (var y = 0; y < image.Height; y++)
            {
                image.ReadRow(c, y, 0, row);
                sum += row.Sum(v => (double)v);
            }
        }

        return sum;
    }
}
