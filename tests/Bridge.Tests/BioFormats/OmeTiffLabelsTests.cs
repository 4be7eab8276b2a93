using FijiBridge.Bridge.BioFormats;
using FijiBridge.Bridge.Tests.Jvm;
using FijiBridge.Engine.Images;
using Xunit;

namespace FijiBridge.Bridge.Tests.BioFormats;

/// <summary>Labels go out and come in again; with a real Bio-Formats, where the machine has one.</summary>
[Collection(Java.Collection)]
public sealed class OmeTiffLabelsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(600, 530, 60_000, 1)]
    [InlineData(2100, 1200, 60_000, 3)]
    [InlineData(100, 80, 70_000, 1)]
    public void Labels_that_were_written_are_read_again_on_every_level(int width, int height, int maxLabel, int levels)
    {
        using var reader = BioFormatsOnThisMachine.Reader();
        var path = _folder.File("a µ_labels.ome.tif");
        OmeTiffLabels.Write(Java.Host, path, width, height, maxLabel, new PixelSize(250, 500, "nm"), Rows);
        var series = Assert.Single(reader.ReadInfo(path).Series);
        Assert.Equal(maxLabel > 65535 ? "32-bit integer" : "16-bit", series.PixelType);
        Assert.Equal((0.25, 0.5), (series.PixelSize.WidthMicrons!.Value, series.PixelSize.HeightMicrons!.Value));
        Assert.Equal(OmeTiffLabels.Levels(width, height), series.Resolutions);
        Assert.Equal(levels, series.Resolutions.Count);
        var labels = reader.ReadLabels(path);
        for (var i = 0; i < labels.Pixels.Length; i++)
        {
            Assert.Equal(Label(i % width, i / width), labels.Pixels[i]);
        }

        for (var level = 1; level < levels; level++)
        {
            var smaller = reader.ReadLabels(path, new PlanePosition(0, 0, 0, level));
            var step = 1 << level;
            Assert.Equal(Label((7 * step) + (step / 2), (5 * step) + (step / 2)), smaller.Pixels[(5 * smaller.Width) + 7]);
            Assert.Equal(0.25 * width / smaller.Width, smaller.PixelSize.WidthMicrons!.Value, 1e-9);
        }

        void Rows(int firstRow, int rows, Span<int> destination)
        {
            for (var i = 0; i < rows * width; i++)
            {
                destination[i] = Label(i % width, firstRow + (i / width));
            }
        }

        int Label(int x, int y) => ((x / 3) + (y * 71)) % (maxLabel + 1);
    }

    [Fact]
    public void A_cancelled_or_impossible_writing_leaves_no_file()
    {
        using var reader = BioFormatsOnThisMachine.Reader();
        using var cancelled = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(() => OmeTiffLabels.Write(
            Java.Host, _folder.File("a.ome.tif"), 600, 1200, 1, PixelSize.Uncalibrated, (_, _, rows) => { rows.Clear(); cancelled.Cancel(); }, cancelled.Token));
        File.WriteAllText(_folder.File("no folder"), "");
        Assert.Contains("could not be written by Bio-Formats", Assert.Throws<Engine.UserAdviceException>(() => OmeTiffLabels.Write(
            Java.Host, _folder.File("no folder/a.ome.tif"), 6, 6, 1, PixelSize.Uncalibrated, (_, _, rows) => rows.Clear())).Message);
        Assert.Equal([_folder.File("no folder")], Directory.GetFileSystemEntries(_folder.Path));
    }
}
