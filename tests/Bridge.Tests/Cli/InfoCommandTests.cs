using Newtonsoft.Json.Linq;
using Xunit;
using FileTiff = FijiBridge.Bridge.Tests.ImageJ.TestTiff;

namespace FijiBridge.Bridge.Tests.Cli;

/// <summary>What a user reads about files; with ImageJ's own readers alone.</summary>
public sealed class InfoCommandTests : IDisposable
{
    private static readonly Dictionary<string, string> WithoutBioFormats = new() { ["BIOFORMATS_JAR"] = "" };

    private readonly WorkFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void An_ImageJ_stack_is_described_in_a_table_and_in_JSON()
    {
        var text = "ImageJ=1.53t\nimages=4\nchannels=2\nslices=2\nunit=micron\nspacing=1.5\nfinterval=2\n";
        FileTiff.Gray(3, 2, 16).Short(282, 4).Description(text).Strip(new ushort[24]).Save(_folder["stack µ.tif"]);
        var table = Info("--all", _folder["stack µ.tif"]);
        Assert.Equal(0, table.ExitCode);
        Assert.Contains("stack µ.tif: TIFF of ImageJ, 1 series, read by ImageJ 1.", table.OutLines[0]);
        Assert.Contains("3 x 2  2  2  1  XYCZT  16-bit", table.OutLines[2]);
        Assert.Contains("spacing = 1.5", table.Out);

        var series = JArray.Parse(Info("--json", _folder["stack µ.tif"]).Out)[0]["series"]![0]!;
        Assert.Equal((3, 2, 2, 2, 1), ((int)series["width"]!, (int)series["height"]!, (int)series["channels"]!, (int)series["slices"]!, (int)series["frames"]!));
        Assert.Equal(2, (double)series["frameIntervalSeconds"]!);
    }

    [Fact]
    public void The_series_of_an_OME_TIFF_are_listed_with_their_channels()
    {
        SaveTwoSeries(_folder["two.ome.tif"]);
        var info = Info(_folder["two.ome.tif"]);
        Assert.Equal(0, info.ExitCode);
        Assert.Contains("two.ome.tif: OME-TIFF, 2 series", info.OutLines[0]);
        Assert.Contains("0.25 µm", info.OutLines[2]);
        Assert.EndsWith("second", info.OutLines[3]);
        Assert.Matches(@"1-2\s+1\s+DAPI\s+358 nm\s+461 nm", info.Out);
    }

    [Fact]
    public void A_vendor_file_gets_the_way_to_Bio_Formats_and_does_not_stop_the_others()
    {
        File.WriteAllText(_folder["cells.nd2"], "no pixels that ImageJ knows");
        FileTiff.Gray(3, 2, 8).Strip(new byte[6]).Save(_folder["plain.tif"]);
        var info = Info("--json", _folder["cells.nd2"], _folder["plain.tif"]);
        Assert.Equal(2, info.ExitCode);
        Assert.Contains("cells.nd2' is in a microscope maker's format", Assert.Single(info.ErrorLines));
        Assert.Contains("--bioformats or BIOFORMATS_JAR", info.Error);
        var json = JArray.Parse(info.Out);
        Assert.Contains("maker's format", (string?)json[0]["error"]);
        Assert.Equal("8-bit", (string?)json[1]["series"]![0]!["pixelType"]);
    }

    [Fact]
    public void A_file_with_a_line_break_in_its_name_stays_on_one_line()
    {
        FileTiff.Gray(3, 2, 8).Strip(new byte[6]).Save(_folder["a\nb c.tif"]);
        Assert.Contains("a\\nb c.tif: TIFF, 1 series", Info(_folder["a\nb c.tif"]).OutLines[0]);
    }

    [Fact]
    public void Files_that_are_no_images_are_named_one_by_one()
    {
        File.WriteAllBytes(_folder["empty.tif"], []);
        File.WriteAllBytes(_folder["cut.tif"], [.. "II*\0"u8, 200, 0, 0, 0]);
        File.WriteAllText(_folder["text.png"], "no pixels");
        var info = Info(_folder["empty.tif"], _folder["cut.tif"], _folder["text.png"]);
        Assert.Equal(2, info.ExitCode);
        Assert.Empty(info.Out);
        Assert.Contains("is empty (0 bytes)", info.ErrorLines[0]);
        Assert.Contains("is a damaged or truncated TIFF", info.ErrorLines[1]);
        Assert.Contains("is not an image that ImageJ can read", info.ErrorLines[2]);
    }

    [Fact]
    public void Links_that_lead_nowhere_are_called_so()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need rights there.");
        File.CreateSymbolicLink(_folder["gone.tif"], _folder["nowhere.tif"]);
        File.CreateSymbolicLink(_folder["circle.tif"], _folder["circle.tif"]);
        var info = Info(_folder["gone.tif"], _folder["circle.tif"]);
        Assert.Equal(2, info.ExitCode);
        Assert.Contains("gone.tif' is a link to '", info.ErrorLines[0]);
        Assert.Contains("circle.tif' is a link to '", info.ErrorLines[1]);
        Assert.All(info.ErrorLines, l => Assert.EndsWith("mend the link, or leave it out.", l));
    }

    [Fact]
    public void A_folder_that_cannot_be_listed_is_told_and_counts_as_a_failure()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Permissions are taken away as on Unix.");
        FileTiff.Gray(3, 2, 8).Strip(new byte[6]).Save(_folder["plain.tif"]);
        var locked = _folder.Folder("locked");
#pragma warning disable CA1416 // skipped there
        File.SetUnixFileMode(locked, UnixFileMode.None);
        try
        {
            var info = CommandLine.RunWithoutOverride("info", _folder.Path, "--recursive");
            Assert.Equal(2, info.ExitCode);
            Assert.Contains("plain.tif: TIFF, 1 series", info.Out);
            Assert.Contains("locked cannot be listed (no permission); change its permissions, or leave it out.", Assert.Single(info.ErrorLines));
        }
        finally
        {
            File.SetUnixFileMode(locked, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
#pragma warning restore CA1416
    }

    /// <summary>An OME-TIFF of two series of 4 x 3 pixels; the planes hold 1 and 2.</summary>
    internal static void SaveTwoSeries(string path)
    {
        static string Image(int index, string name) =>
            $"<Image ID='Image:{index}' Name='{name}'><Pixels ID='Pixels:{index}' DimensionOrder='XYCZT' Type='uint8' SizeX='4' SizeY='3' SizeZ='1' SizeC='1' SizeT='1' PhysicalSizeX='0.25' PhysicalSizeY='0.25'>"
            + $"<Channel ID='Channel:{index}:0' Name='DAPI' ExcitationWavelength='358' EmissionWavelength='461' SamplesPerPixel='1'/><TiffData IFD='{index}' PlaneCount='1'/></Pixels></Image>";

        var xml = $"<?xml version='1.0' encoding='UTF-8'?><OME xmlns='http://www.openmicroscopy.org/Schemas/OME/2016-06'>{Image(0, "first")}{Image(1, "second")}</OME>";
        OmeTiffFile.Save(path, 4, 3, xml, [[.. Enumerable.Repeat((byte)1, 12)], [.. Enumerable.Repeat((byte)2, 12)]]);
    }

    private CommandResult Info(params string[] arguments)
    {
        using var command = CommandLine.Start(WithoutBioFormats, ["info", .. arguments]);
        return command.Finish();
    }
}
