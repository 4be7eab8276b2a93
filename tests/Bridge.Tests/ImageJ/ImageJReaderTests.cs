using System.IO.Compression;
using System.Runtime.InteropServices;
using FijiBridge.Bridge.ImageJ;
using FijiBridge.Bridge.Tests.Jvm;
using FijiBridge.Engine;
using FijiBridge.Engine.Images;
using Xunit;

namespace FijiBridge.Bridge.Tests.ImageJ;

[Collection(Java.Collection)]
public class ImageJReaderTests
{
    private const int Width = 301;
    private const int Height = 203;

    private static ImageJReader Reader => new(Java.Host);

    [Theory]
    [InlineData("LZW")]
    [InlineData("PackBits")]
    [InlineData("Deflate")]
    [InlineData("ZLib")]
    public void Compressed_TIFFs_give_the_values_that_were_written(string compression)
    {
        using var folder = new TemporaryFolder();
        var words = Samples(Width * Height, 65536);
        JavaImageIO.Write(folder.File("16.tif"), "tiff", JavaImageIO.Gray16, Width, Height, words, compression);
        var image = Reader.ReadImage(folder.File("16.tif"));
        Assert.Equal(PixelKind.UInt16, image.Kind);
        Assert.Equal(words, ((ushort[])image.Plane(0)).Select(v => (int)v));

        var colours = Samples(3 * Width * Height, 256);
        JavaImageIO.Write(folder.File("rgb.tif"), "tiff", JavaImageIO.Rgb, Width, Height, colours, compression);
        AssertColours(colours, Reader.ReadImage(folder.File("rgb.tif")));
    }

    [Fact]
    public void PNG_of_8_and_16_bits_and_RGB_give_the_values_that_were_written()
    {
        using var folder = new TemporaryFolder();
        var bytes = Samples(Width * Height, 256);
        JavaImageIO.Write(folder.File("8.png"), "png", JavaImageIO.Gray8, Width, Height, bytes);
        Assert.Equal(bytes, ((byte[])Reader.ReadImage(folder.File("8.png")).Plane(0)).Select(v => (int)v));

        var words = Samples(Width * Height, 65536);
        JavaImageIO.Write(folder.File("16.png"), "png", JavaImageIO.Gray16, Width, Height, words);
        Assert.Equal(words, ((ushort[])Reader.ReadImage(folder.File("16.png")).Plane(0)).Select(v => (int)v));
        Assert.Equal(words, Reader.ReadLabels(folder.File("16.png")).Pixels);

        var colours = Samples(3 * Width * Height, 256);
        JavaImageIO.Write(folder.File("rgb.png"), "png", JavaImageIO.Rgb, Width, Height, colours);
        AssertColours(colours, Reader.ReadImage(folder.File("rgb.png")));
    }

    [Fact]
    public void JPEG_BMP_and_GIF_are_read()
    {
        using var folder = new TemporaryFolder();
        var flat = Enumerable.Repeat(128, Width * Height).ToArray();
        JavaImageIO.Write(folder.File("grey.jpg"), "jpeg", JavaImageIO.Gray8, Width, Height, flat);
        var jpeg = Reader.ReadImage(folder.File("grey.jpg"));
        Assert.Equal((1, PixelKind.UInt8, 128f), (jpeg.Channels, jpeg.Kind, jpeg[0, 100, 100]));

        var colours = Samples(3 * Width * Height, 256);
        JavaImageIO.Write(folder.File("rgb.bmp"), "bmp", JavaImageIO.Rgb, Width, Height, colours);
        AssertColours(colours, Reader.ReadImage(folder.File("rgb.bmp")));

        JavaImageIO.Write(folder.File("rgb.gif"), "gif", JavaImageIO.Rgb, Width, Height, [.. Enumerable.Range(0, Width * Height).SelectMany(i => i % Width < 150 ? new[] { 250, 10, 10 } : [20, 30, 240])]);
        var gif = Reader.ReadImage(folder.File("rgb.gif"));
        Assert.True(gif.IsRgb);
        Assert.Equal((250, 10, 10), ((int)gif[0, 5, 5], (int)gif[1, 5, 5], (int)gif[2, 5, 5]));
        Assert.Equal(2, Reader.ReadLabels(folder.File("rgb.gif")).Pixels.Distinct().Count());
    }

    [Theory]
    [InlineData("two words.tif")]
    [InlineData("zellkern-µ-核-😀.tif")]
    [InlineData("line\nbreak.tif")]
    [InlineData("percent %20 ~ # ? 'quote' \"double\" $HOME ;.tif")]
    [InlineData("no-extension")]
    [InlineData("wrong.png")]
    public void Any_file_name_is_read(string name)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() && name.IndexOfAny(Path.GetInvalidFileNameChars()) >= 0, "Windows has no such file names.");
        using var folder = new TemporaryFolder();
        TestTiff.Gray(3, 2, 8).Strip([1, 2, 3, 4, 5, 6]).Save(folder.File(name));
        Assert.Equal(new byte[] { 1, 2, 3, 4, 5, 6 }, Reader.ReadImage(folder.File(name)).Plane(0));
        JavaImageIO.Write(folder.File(name + ".png"), "png", JavaImageIO.Gray8, 2, 1, [7, 9]);
        Assert.Equal(new byte[] { 7, 9 }, Reader.ReadImage(folder.File(name + ".png")).Plane(0));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Signed_16_bit_keeps_its_negative_values(bool bigEndian)
    {
        using var folder = new TemporaryFolder();
        TestTiff.Gray(2, 2, 16, bigEndian).Short(339, 2).Strip(0, unchecked((ushort)-5), 32767, unchecked((ushort)-32768)).Save(folder.File("a.tif"));
        var image = Reader.ReadImage(folder.File("a.tif"));
        Assert.Equal(new float[] { 0, -5, 32767, -32768 }, image.Plane(0));
        Assert.Equal([0, -1, 32767, -1], Reader.ReadLabels(folder.File("a.tif")).Pixels);

        TestTiff.Gray(2, 1, 16, bigEndian).Short(339, 2).Strip(7, 32767).Save(folder.File("b.tif"));
        Assert.Equal(new ushort[] { 7, 32767 }, Reader.ReadImage(folder.File("b.tif")).Plane(0));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Predictors_of_deflated_TIFFs_are_undone(bool bigEndian)
    {
        using var folder = new TemporaryFolder();
        TestTiff.Gray(3, 2, 16, bigEndian).Short(259, 8).Short(317, 2).Strip(Deflated(bigEndian, 100, 5, 65535, 60000, 10000, 1)).Save(folder.File("a.tif"));
        Assert.Equal(new ushort[] { 100, 105, 104, 60000, 4464, 4465 }, Reader.ReadImage(folder.File("a.tif")).Plane(0));

        // floating point: the bytes of a row by significance, then as differences
        float[] row = [1.5f, -2.25f, float.Pi];
        var bytes = new byte[12];
        for (var i = 0; i < 12; i++)
        {
            bytes[i] = (byte)(BitConverter.SingleToUInt32Bits(row[i % 3]) >> (24 - (i / 3 * 8)));
        }

        for (var i = 11; i > 0; i--)
        {
            bytes[i] -= bytes[i - 1];
        }

        TestTiff.Gray(3, 1, 32, bigEndian).Short(259, 8).Short(317, 3).Short(339, 3).Strip(Deflated(bytes)).Save(folder.File("b.tif"));
        Assert.Equal(row, Reader.ReadImage(folder.File("b.tif")).Plane(0));
    }

    [Fact]
    public void Several_strips_and_planar_RGB_are_put_together()
    {
        using var folder = new TemporaryFolder();
        TestTiff.Gray(2, 3, 8).Short(278, 2).Strip([1, 2, 3, 4]).Strip([5, 6]).Save(folder.File("a.tif"));
        Assert.Equal(new byte[] { 1, 2, 3, 4, 5, 6 }, Reader.ReadImage(folder.File("a.tif")).Plane(0));

        TestTiff.Gray(2, 1, 8).Short(258, 8, 8, 8).Short(262, 2).Short(277, 3).Short(284, 2).Strip([1, 2]).Strip([3, 4]).Strip([5, 6]).Save(folder.File("b.tif"));
        var image = Reader.ReadImage(folder.File("b.tif"));
        Assert.True(image.IsRgb);
        Assert.Equal([1, 3, 5], Enumerable.Range(0, 3).Select(c => (int)image[c, 0, 0]));
    }

    [Fact]
    public void A_hyperstack_is_read_plane_by_plane()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("a.tif");
        var planes = Enumerable.Range(0, 2 * 3 * 4).SelectMany(p => new ushort[] { (ushort)p, (ushort)(1000 + p) }).ToArray();
        TestTiff.Gray(2, 1, 16).Description("ImageJ=1.53t\nimages=24\nchannels=2\nslices=3\nframes=4\nhyperstack=true\nunit=\\u00B5m\n").Strip(planes).Save(path);
        var size = Reader.ReadDimensions(path);
        Assert.Equal((2, 3, 4), (size.Channels, size.Slices, size.Frames));
        for (var t = 0; t < 4; t++)
        {
            for (var z = 0; z < 3; z++)
            {
                var image = Reader.ReadImage(path, z, t);
                var first = 2 * (z + (3 * t));
                Assert.Equal([first, first + 1, 1000 + first], [image[0, 0, 0], image[1, 0, 0], image[0, 0, 1]]);
            }
        }
    }

    [Theory]
    [InlineData("um", "µm")]
    [InlineData("micron", "µm")]
    [InlineData("\\u00B5m", "µm")]
    [InlineData("nm", "nm")]
    [InlineData("", "pixel")]
    [InlineData("pixel", "pixel")]
    public void The_unit_of_ImageJ_files_is_understood(string written, string expected)
    {
        var description = ImageJCalibration.ParseDescription($"ImageJ=1.53t\nunit={written}\n");
        Assert.Equal(expected, ImageJCalibration.FromTiff(0.25, 0.5, " ", description).Unit);
    }

    [Fact]
    public void Print_resolutions_are_no_calibration()
    {
        Assert.Equal(PixelSize.Uncalibrated, ImageJCalibration.FromTiff(1 / 300.0, 1 / 300.0, "inch", null));
        Assert.Equal(PixelSize.Uncalibrated, ImageJCalibration.FromTiff(1 / 28.35, 1 / 28.35, "cm", null));
        var microscope = ImageJCalibration.FromTiff(0.65e-4, 0.65e-4, "cm", null);
        Assert.Equal("µm", microscope.Unit);
        Assert.Equal(0.65, microscope.Width, 1e-9);
    }

    [Fact]
    public void Fifty_files_leave_no_reference_behind()
    {
        using var folder = new TemporaryFolder();
        JavaImageIO.Write(folder.File("a.png"), "png", JavaImageIO.Rgb, 5, 4, Samples(60, 256));
        TestTiff.Gray(2, 2, 8).Strip([1, 2, 3, 4]).Save(folder.File("a.tif"));
        var before = Java.Host.LiveReferences;
        for (var i = 0; i < 25; i++)
        {
            Reader.ReadImage(folder.File("a.png"));
            Reader.ReadImage(folder.File("a.tif"));
        }

        Assert.Equal(before, Java.Host.LiveReferences);
    }

    [Fact]
    public void Several_threads_read_at_the_same_time()
    {
        using var folder = new TemporaryFolder();
        var expected = Samples(Width * Height, 65536);
        JavaImageIO.Write(folder.File("a.png"), "png", JavaImageIO.Gray16, Width, Height, expected);
        JavaImageIO.Write(folder.File("a.tif"), "tiff", JavaImageIO.Gray16, Width, Height, expected, "LZW");
        Parallel.For(0, 40, new ParallelOptions { MaxDegreeOfParallelism = 6 }, i =>
        {
            var image = Reader.ReadImage(folder.File(i % 2 == 0 ? "a.png" : "a.tif"));
            Assert.Equal(expected, ((ushort[])image.Plane(0)).Select(v => (int)v));
        });
    }

    private static int[] Samples(int count, int range)
    {
        // runs and noise, so that every branch of the compressions is used
        var random = new Random(7);
        var samples = new int[count];
        for (var i = 0; i < count; i++)
        {
            samples[i] = i > 0 && random.Next(3) > 0 ? samples[i - 1] : random.Next(range);
        }

        return samples;
    }

    private static void AssertColours(int[] interleaved, Image2D image)
    {
        Assert.True(image.IsRgb);
        Assert.Equal(3, image.Channels);
        for (var c = 0; c < 3; c++)
        {
            Assert.Equal(interleaved.Where((_, i) => i % 3 == c), ((byte[])image.Plane(c)).Select(v => (int)v));
        }
    }

    private static byte[] Deflated(bool bigEndian, params ushort[] differences)
    {
        var bytes = MemoryMarshal.AsBytes(differences.AsSpan()).ToArray();
        if (bigEndian == BitConverter.IsLittleEndian)
        {
            for (var i = 0; i < bytes.Length; i += 2)
            {
                (bytes[i], bytes[i + 1]) = (bytes[i + 1], bytes[i]);
            }
        }

        return Deflated(bytes);
    }

    private static byte[] Deflated(byte[] bytes)
    {
        using var memory = new MemoryStream();
        using (var deflate = new ZLibStream(memory, CompressionLevel.Optimal))
        {
            deflate.Write(bytes);
        }

        return memory.ToArray();
    }

    [Fact]
    public void The_second_series_of_an_OME_TIFF_is_read_and_a_third_is_refused()
    {
        using var folder = new TemporaryFolder();
        Cli.InfoCommandTests.SaveTwoSeries(folder.File("two.ome.tif"));
        Assert.Equal(["first", "second"], Reader.ReadInfo(folder.File("two.ome.tif")).Series.Select(s => s.Name));
        var second = Reader.ReadImage(folder.File("two.ome.tif"), new PlanePosition(1));
        Assert.Equal(((byte)2, "second"), (((byte[])second.Plane(0))[0], second.Metadata!.Name));
        var refused = Assert.Throws<UserAdviceException>(() => Reader.ReadImage(folder.File("two.ome.tif"), new PlanePosition(2)));
        Assert.Contains("has no series 3, only 2", refused.Message);
    }
}
