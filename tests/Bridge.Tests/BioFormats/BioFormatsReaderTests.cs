using FijiBridge.Bridge.BioFormats;
using FijiBridge.Bridge.ImageJ;
using FijiBridge.Bridge.Tests.ImageJ;
using FijiBridge.Bridge.Tests.Jvm;
using FijiBridge.Engine.Images;
using Xunit;

namespace FijiBridge.Bridge.Tests.BioFormats;

/// <summary>Against a real Bio-Formats, where the machine has one.</summary>
[Collection(Java.Collection)]
public sealed class BioFormatsReaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("nd2/example-multichannel.nd2", "Nikon ND2", 1, 256, 256, 4, 1, 1, "16-bit", 0.3234)]
    [InlineData("nd2/example-timelapse.nd2", "Nikon ND2", 1, 64, 64, 1, 1, 53, "16-bit", 0.325)]
    [InlineData("nd2/example-zstack.nd2", "Nikon ND2", 1, 128, 128, 1, 11, 1, "16-bit", 0.3234)]
    [InlineData("czi/xyz__multiple_images.czi", "Zeiss CZI", 2, 251, 251, 1, 2, 1, "16-bit", 0.1956)]
    [InlineData("czi/testwell96_A9_1024x1024_Nuc.czi", "Zeiss CZI", 1, 1024, 1024, 1, 1, 1, "16-bit", 0.4572)]
    [InlineData("lsm/032113-18.lsm", "Zeiss Laser-Scanning Microscopy", 1, 512, 512, 3, 1, 1, "8-bit", 1.0378)]
    [InlineData("ics/chromo3d.ics", "Image Cytometry Standard", 1, 160, 140, 1, 16, 1, "8-bit", null)]
    public void Vendor_files_tell_what_they_hold(string file, string format, int series, int width, int height, int channels, int slices, int frames, string type, double? microns)
    {
        using var reader = BioFormatsOnThisMachine.Reader();
        var info = reader.ReadInfo(TestData.Find("vendor-formats/" + file), originalMetadata: true);
        Assert.Equal((format, series), (info.Format, info.Series.Count));
        Assert.NotEmpty(info.OriginalMetadata);
        Assert.All(info.Series, s =>
        {
            Assert.Equal((width, height, channels, slices, frames, type), (s.Width, s.Height, s.Channels, s.Slices, s.Frames, s.PixelType));
            Assert.Equal(microns ?? double.NaN, s.PixelSize.WidthMicrons ?? double.NaN, 4);
        });
    }

    [Fact]
    public void Channels_wavelengths_and_times_arrive()
    {
        using var reader = BioFormatsOnThisMachine.Reader();
        var channels = reader.ReadInfo(TestData.Find("vendor-formats/nd2/example-multichannel.nd2")).Series[0].ChannelInfos;
        Assert.Equal(["Mono", "DAPI", "FITC BP", "TRITC BP"], channels.Select(c => c.Name));
        Assert.Equal([null, 450, 512, 595], channels.Select(c => c.EmissionNanometres));
        var movie = reader.ReadInfo(TestData.Find("vendor-formats/nd2/example-timelapse.nd2")).Series[0];
        Assert.Equal(53, movie.FrameTimes.Count);
        Assert.Equal(0.5, movie.FrameTimes[1] - movie.FrameTimes[0], 0.1);
        Assert.StartsWith("2016-07-04T14:52:08", reader.ReadInfo(TestData.Find("vendor-formats/czi/testwell96_A9_1024x1024_Nuc.czi")).Series[0].AcquisitionDate);
    }

    [Fact]
    public void Every_slice_of_a_raw_stack_holds_the_bytes_of_its_file()
    {
        using var reader = BioFormatsOnThisMachine.Reader();
        var bytes = File.ReadAllBytes(TestData.Find("vendor-formats/ics/chromo3d.ids"));
        foreach (var z in new[] { 0, 7, 15 })
        {
            using var image = reader.ReadImage(TestData.Find("vendor-formats/ics/chromo3d.ics"), new PlanePosition(0, z));
            Assert.Equal(bytes[(z * 160 * 140)..((z + 1) * 160 * 140)], image.Plane(0));
        }
    }

    [Fact]
    public void Pixels_are_those_that_ImageJ_reads()
    {
        using var reader = BioFormatsOnThisMachine.Reader();
        var imagej = new ImageJReader(Java.Host);
        var random = new Random(5);
        TestTiff.Gray(61, 40, 16, bigEndian: true).Strip([.. Enumerable.Range(0, 61 * 40).Select(_ => (ushort)random.Next(65536))]).Save(_folder.File("big endian.tif"));
        TestTiff.Gray(61, 40, 16).Short(339, 2).Strip([.. Enumerable.Range(0, 61 * 40).Select(_ => (ushort)random.Next(65536))]).Save(_folder.File("signed.tif"));
        var rgb = new byte[61 * 40 * 3];
        random.NextBytes(rgb);
        TestTiff.Gray(61, 40, 8).Short(258, 8, 8, 8).Short(262, 2).Short(277, 3).Strip(rgb).Save(_folder.File("rgb.tif"));
        TestTiff.Gray(61, 40, 32).Short(339, 3).Strip([.. Enumerable.Range(0, 61 * 40).SelectMany(_ => BitConverter.GetBytes(random.NextSingle()))]).Save(_folder.File("float.tif"));
        foreach (var file in new[] { "big endian.tif", "signed.tif", "rgb.tif", "float.tif" })
        {
            using var expected = imagej.ReadImage(_folder.File(file));
            using var actual = reader.ReadImage(_folder.File(file));
            Assert.Equal((expected.Width, expected.Height, expected.Channels, expected.Kind, expected.IsRgb), (actual.Width, actual.Height, actual.Channels, actual.Kind, actual.IsRgb));
            Assert.All(Enumerable.Range(0, expected.Channels), c => Assert.Equal(expected.Plane(c), actual.Plane(c)));
        }
    }

    [Fact]
    public void Pixels_read_when_asked_for_are_those_read_at_once()
    {
        using var atOnce = BioFormatsOnThisMachine.Reader();
        using var whenAsked = BioFormatsOnThisMachine.Reader(largestInMemory: 0);
        foreach (var (file, at) in new[]
        {
            ("nd2/example-multichannel.nd2", default), ("czi/xyz__multiple_images.czi", new PlanePosition(1, 1)), ("czi/testwell96_A9_1024x1024_Nuc.czi", default), ("lsm/032113-18.lsm", default),
        })
        {
            using var expected = atOnce.ReadImage(TestData.Find("vendor-formats/" + file), at);
            using var actual = whenAsked.ReadImage(TestData.Find("vendor-formats/" + file), at);
            Assert.True(expected.IsInMemory && !actual.IsInMemory);
            Assert.Equal((expected.Kind, expected.PixelSize, expected.Metadata?.Index), (actual.Kind, actual.PixelSize, actual.Metadata?.Index));
            var (one, other) = (Normalizer.Normalize(expected, new NormalizationOptions()), Normalizer.Normalize(actual, new NormalizationOptions()));
            Assert.Equal(one.Ranges, other.Ranges);
            Assert.Equal(one.ToArray(), other.ToArray());
        }
    }

    [Fact]
    public void Threads_read_at_the_same_time_and_nothing_of_Java_is_left()
    {
        var before = Java.Host.LiveReferences;
        using (var reader = BioFormatsOnThisMachine.Reader())
        {
            var files = new[] { "nd2/example-timelapse.nd2", "czi/testwell96_A9_1024x1024_Nuc.czi", "lsm/032113-18.lsm" }.Select(f => TestData.Find("vendor-formats/" + f)).ToArray();
            var expected = files.Select(f => Sum(reader.ReadImage(f))).ToArray();
            Parallel.For(0, 12, new ParallelOptions { MaxDegreeOfParallelism = 4 }, i => Assert.Equal(expected[i % 3], Sum(reader.ReadImage(files[i % 3]))));
            using var lazy = BioFormatsOnThisMachine.Reader(largestInMemory: 0);
            using var image = lazy.ReadImage(files[0]);
            Assert.Equal(image[0, 1, 1], image[0, 1, 1]);
        }

        Assert.Equal(before, Java.Host.LiveReferences);
    }

    private static double Sum(Image2D image)
    {
        double sum = 0;
        var row = new float[image.Width];
        for (var y = 0; y < image.Height; y++)
        {
            image.ReadRow(0, y, 0, row);
            sum += row.Sum();
        }

        return sum;
    }
}
