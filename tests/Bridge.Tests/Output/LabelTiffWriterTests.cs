using FijiBridge.Bridge.ImageJ;
using FijiBridge.Bridge.Output;
using FijiBridge.Bridge.Tests.Jvm;
using FijiBridge.Engine;
using FijiBridge.Engine.Images;
using FijiBridge.Engine.Labels;
using Xunit;

namespace FijiBridge.Bridge.Tests.Output;

[Collection(Java.Collection)]
public sealed class LabelTiffWriterTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(1, 17, 300)]
    [InlineData(33, 1, 65535)]
    [InlineData(301, 203, 65535)]
    [InlineData(301, 203, 65536)]
    [InlineData(301, 203, 70000)]
    public void ImageJ_reads_the_labels_that_were_written(int width, int height, int maxLabel)
    {
        var labels = new LabelImage(width, height, [.. Enumerable.Range(0, width * height).Select(i => (int)((i * 7919L) % (maxLabel + 1)))]) { PixelSize = new PixelSize(0.65, 0.3, "µm") };
        labels.Pixels[^1] = maxLabel;
        var path = _folder.File("labels.tif");
        LabelTiffWriter.Write(path, labels);

        using var scope = Java.Host.Enter();
        using var image = new ImagePlusReader(scope, path, ImageFileKind.Tiff);
        Assert.Equal(maxLabel > 65535 ? "32-bit float" : "16-bit", image.Dimensions.PixelType);
        var pixels = image.Read(0, 0, false)[0];
        Assert.Equal(labels.Pixels, pixels is float[] floats ? floats.Select(v => (int)v) : ((ushort[])pixels).Select(v => (int)v));
        Assert.Equal("µm", image.Dimensions.PixelSize.Unit);
        Assert.Equal(0.65, image.Dimensions.PixelSize.Width, 1e-12);
        Assert.Equal(0.3, image.Dimensions.PixelSize.Height, 1e-12);

        var again = new ImageJReader(Java.Host).ReadLabels(path);
        Assert.Equal(labels.Pixels, again.Pixels);
        Assert.Equal(image.Dimensions.PixelSize, again.PixelSize);
    }

    [Theory]
    [InlineData(200, 255)]
    [InlineData(400, 511)]
    public void ImageJ_shows_labels_in_the_plugins_colours_and_the_values_are_those_that_were_written(int maxLabel, int displayed)
    {
        var labels = new LabelImage(maxLabel + 1, 2, [.. Enumerable.Range(0, maxLabel + 1), .. Enumerable.Range(0, maxLabel + 1)]);
        using var macro = new PluginHost.HostedMacro();
        LabelTiffWriter.Write(macro["labels.tif"], labels);
        var result = macro.Run(
            """
            open(getArgument());
            getLut(reds, greens, blues);
            getMinAndMax(min, max);
            print(bitDepth, min, max);
            for (i = 0; i < 256; i++) print(reds[i], greens[i], blues[i]);
            for (i = 0; i < getWidth; i++) print(getPixel(i, 1));
            newImage('plugin', '8-bit black', 9, 9, 1);
            run('Label Colours');
            getLut(reds, greens, blues);
            for (i = 0; i < 256; i++) print(reds[i], greens[i], blues[i]);
            """,
            macro["labels.tif"]);
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Equal($"16 0 {displayed}", result.OutLines[0]);
        Assert.Equal("0 0 0", result.OutLines[1]);
        Assert.Equal(255, result.OutLines[2..257].Distinct().Count());
        Assert.Equal(result.OutLines[(258 + maxLabel)..], result.OutLines[1..257]);
        Assert.Equal(Enumerable.Range(0, maxLabel + 1).Select(i => $"{i}"), result.OutLines[257..(258 + maxLabel)]);
    }

    [Fact]
    public void Ignored_pixels_survive_the_round_trip()
    {
        LabelTiffWriter.Write(_folder.File("a.tif"), new LabelImage(3, 1, [0, -1, 5]));
        Assert.Equal([0, -1, 5], new ImageJReader(Java.Host).ReadLabels(_folder.File("a.tif")).Pixels);
    }

    [Theory]
    [InlineData("pixel", "pixel")]
    [InlineData("µm", "µm")]
    [InlineData("nm", "nm")]
    [InlineData("Å", "Å")]
    public void Units_survive_the_round_trip(string unit, string expected)
    {
        LabelTiffWriter.Write(_folder.File("a.tif"), new LabelImage(2, 1, [0, 1], new PixelSize(unit == "pixel" ? 1 : 12.5, 1, unit)));
        Assert.Equal(new PixelSize(unit == "pixel" ? 1 : 12.5, 1, expected), new ImageJReader(Java.Host).ReadImage(_folder.File("a.tif")).PixelSize);
    }

    [Fact]
    public void Rows_come_in_pieces_that_cover_the_image_once()
    {
        // 3000 x 1500 pixels are more than one piece
        var calls = 0;
        var next = 0;
        LabelTiffWriter.WriteRows(_folder.File("a.tif"), 3000, 1500, 1500, null, (firstRow, rows, destination) =>
        {
            Assert.Equal(next, firstRow);
            Assert.Equal(rows * 3000, destination.Length);
            for (var i = 0; i < destination.Length; i++)
            {
                destination[i] = firstRow + (i / 3000);
            }

            next += rows;
            calls++;
        });
        Assert.Equal(1500, next);
        Assert.True(calls > 1);
        var labels = new ImageJReader(Java.Host).ReadLabels(_folder.File("a.tif"));
        Assert.All(Enumerable.Range(0, 1500), y => Assert.Equal((y, y), (labels[y, 0], labels[y, 2999])));
    }

    [Fact]
    public void A_label_above_the_announced_maximum_never_wraps()
    {
        Assert.Throws<OverflowException>(() => LabelTiffWriter.WriteRows(_folder.File("a.tif"), 1, 1, 9, null, (_, _, rows) => rows[0] = 65536));
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void Images_that_no_TIFF_can_hold_are_refused_before_anything_is_written()
    {
        static void Never(int firstRow, int rows, Span<int> destination) => Assert.Fail("No row should be asked for.");
        var e = Assert.Throws<UserAdviceException>(() => LabelTiffWriter.WriteRows(_folder.File("a.tif"), 60000, 60000, 10, null, Never));
        Assert.Contains("60000 x 60000 pixels would make a TIFF of", e.Message);
        e = Assert.Throws<UserAdviceException>(() => LabelTiffWriter.WriteRows(_folder.File("a.tif"), 6, 6, 20_000_000, null, Never));
        Assert.Contains("label 20000000", e.Message);
    }

    [Fact]
    public void Cancelling_leaves_no_file()
    {
        using var cancel = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(() => LabelTiffWriter.WriteRows(_folder.File("a.tif"), 3000, 1500, 9, null, (_, _, _) => cancel.Cancel(), cancel.Token));
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    [Theory]
    [InlineData(1 / 0.65)]
    [InlineData(1 / 0.3)]
    [InlineData(1e-6)]
    [InlineData(12345.678)]
    [InlineData(1 / 3.0)]
    [InlineData(1)]
    public void Resolutions_are_stored_as_the_best_fraction(double value)
    {
        var (numerator, denominator) = TiffHeader.ToFraction(value);
        Assert.Equal(1, numerator / (double)denominator / value, 1e-14);
    }
}
