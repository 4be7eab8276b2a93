using System.CommandLine;
using FijiBridge.Bridge.BioFormats;
using FijiBridge.Bridge.Cli;
using FijiBridge.Bridge.Training;
using FijiBridge.Engine.Models;
using Xunit;

namespace FijiBridge.Bridge.Tests.Cli;

/// <summary>Files with several series where a command takes one image of each.</summary>
public sealed class SeriesTests : IDisposable
{
    private const string First = "plate.ome.tif holds 3 series; the first alone is ";
    private readonly WorkFolder _folder = new();

    public SeriesTests()
    {
        // series 1, 2, 3 hold 1, 2, 3 objects of 8 x 8 pixels; the mask of one image holds two
        var wells = Enumerable.Range(0, 3).Select(i =>
            $"<Image ID=\"Image:{i}\" Name=\"well {i}\"><Pixels ID=\"Pixels:{i}\" DimensionOrder=\"XYCZT\" Type=\"uint8\" SizeX=\"64\" SizeY=\"64\" SizeC=\"1\" SizeZ=\"1\" SizeT=\"1\"><TiffData IFD=\"{i}\" PlaneCount=\"1\"/></Pixels></Image>");
        var xml = $"<?xml version=\"1.0\"?><OME xmlns=\"http://www.openmicroscopy.org/Schemas/OME/2016-06\">{string.Concat(wells)}</OME>";
        foreach (var folder in new[] { "images", "labels" })
        {
            OmeTiffFile.Save(Path.Combine(_folder.Folder(folder), "plate.ome.tif"), 64, 64, xml, [Objects(1), Objects(2), Objects(3)]);
        }

        _ = TestTiff.Write(Path.Combine(_folder.Folder("single"), "plate.ome.tif"), 64, 64, Objects(2));
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Measure_says_that_it_takes_the_first_and_takes_another_when_asked()
    {
        var first = Measure();
        Assert.Contains(First + "measured, --series N takes another.", first.Error);
        Assert.Contains("plate.ome      1", first.Out);
        var third = Measure("--series", "3");
        Assert.Contains("plate.ome      3", third.Out);
        Assert.DoesNotContain("the first alone", third.Error);
        Assert.Contains("has no series 4, only 3", Measure("--series", "4").Error);
        Assert.Contains("--series takes a whole number from 1, not 'all'", Measure("--series", "all").Error);

        CommandResult Measure(params string[] more) => CommandLine.Run(["measure", _folder["labels"], "--images", _folder["images"], .. more]);
    }

    [Fact]
    public void Evaluate_compares_the_series_with_its_own_mask_or_series()
    {
        Assert.Contains(First + "compared, --series N takes another.", CommandLine.Run("evaluate", _folder["labels"], _folder["labels"]).Error);
        var second = CommandLine.Run("evaluate", _folder["labels"], _folder["single"], "--series", "2");
        Assert.Matches("(?m)^0.50 +2 +0 +0 ", second.Out);
        Assert.Empty(second.Error);
        Assert.Contains(First, CommandLine.Run("evaluate", _folder["images"], _folder["images"], "--as-images").Error);
        Assert.Equal(0, CommandLine.Run("evaluate", _folder["images"], _folder["single"], "--as-images", "--series", "2").ExitCode);
    }

    [Fact]
    public void Pack_and_train_say_so_too()
    {
        Assert.Contains(First + "packed, --series N takes another.", CommandLine.Run("pack", _folder["images"], _folder["labels"], "--out", _folder["a.npz"]).Error);
        Assert.DoesNotContain("holds 3 series", CommandLine.Run("pack", _folder["images"], _folder["single"], "--series", "2", "--out", _folder["b.npz"]).Error);
        foreach (var folder in new[] { "images", "labels" })
        {
            _ = TestTiff.Write(Path.Combine(_folder[folder], "other.tif"), 64, 64, Objects(2)); // or the only image would be halved
        }

        Assert.Contains(Notes(), n => n == First + "trained on, --series N takes another.");
        var notes = Notes("--series", "3");
        Assert.DoesNotContain(notes, n => n.Contains("holds 3 series", StringComparison.Ordinal));
        Assert.Contains(notes, n => n.Contains(" 5 objects ", StringComparison.Ordinal));
    }

    private IReadOnlyList<string> Notes(params string[] more)
    {
        var options = new TrainOptions();
        var parse = TrainCommand.Create(options).Parse([_folder["images"], _folder["labels"], "--patch", "32", "--out", _folder["model"], .. more]);
        using var reader = MicroscopyReader.Start();
        return TrainingJob.Open(new TrainingSettingsReader(options).Read(parse), new ModelCatalog([]), () => reader).Read(null, CancellationToken.None);
    }

    private static byte[] Objects(int count)
    {
        var labels = new byte[64 * 64];
        for (var o = 0; o < count; o++)
        {
            for (var i = 0; i < 64; i++)
            {
                labels[((8 + (i / 8)) * 64) + (16 * o) + 4 + (i % 8)] = (byte)(o + 1);
            }
        }

        return labels;
    }
}
