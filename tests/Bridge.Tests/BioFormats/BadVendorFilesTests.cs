using FijiBridge.Bridge.BioFormats;
using FijiBridge.Bridge.ImageJ;
using FijiBridge.Bridge.Tests.ImageJ;
using FijiBridge.Bridge.Tests.Jvm;
using FijiBridge.Engine;
using FijiBridge.Engine.Images;
using Xunit;

namespace FijiBridge.Bridge.Tests.BioFormats;

/// <summary>Whatever is wrong with a vendor's file: one sentence that names it. With a real Bio-Formats, where the machine has one.</summary>
[Collection(Java.Collection)]
public sealed class BadVendorFilesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("nd2/example-zstack.nd2")]
    [InlineData("czi/testwell96_A9_1024x1024_Nuc.czi")]
    [InlineData("czi/xyz__multiple_images.czi")]
    [InlineData("lsm/032113-18.lsm")]
    public void A_file_that_was_cut_off_is_refused_wherever_the_cut_is(string file)
    {
        var bytes = File.ReadAllBytes(TestData.Find("vendor-formats/" + file));
        var cut = _folder.File("cut" + Path.GetExtension(file));
        foreach (var part in new[] { 0.001, 0.05, 0.3, 0.6, 0.95 })
        {
            File.WriteAllBytes(cut, bytes[..(int)(bytes.Length * part)]);
            AssertAdvice(cut, "cut" + Path.GetExtension(file));
        }

        AssertAdvice(cut, "is truncated: its end is missing after");
    }

    [Fact]
    public void A_TIFF_with_a_tile_behind_its_end_is_truncated()
    {
        TestTiff.Gray(16, 16, 8).Short(322, 16).Short(323, 16).Long(324, 8).Long(325, 100_000).Strip(new byte[256]).Save(_folder.File("a.tif"));
        Assert.Contains("is truncated", Assert.Throws<UserAdviceException>(() => TruncatedFiles.Refuse(_folder.File("a.tif"))).Message);
        TestTiff.Gray(16, 16, 8).Short(322, 16).Short(323, 16).Long(324, 8).Long(325, 256).Strip(new byte[256]).Save(_folder.File("b.tif"));
        TruncatedFiles.Refuse(_folder.File("b.tif"));
        File.WriteAllText(_folder.File("c.oib"), "any other format");
        TruncatedFiles.Refuse(_folder.File("c.oib"));
    }

    [Fact]
    public void An_empty_file_is_called_empty()
    {
        File.WriteAllBytes(_folder.File("a.nd2"), []);
        AssertAdvice(_folder.File("a.nd2"), "is empty (0 bytes)");
    }

    [Fact]
    public void A_folder_and_a_missing_file_are_called_so()
    {
        Directory.CreateDirectory(_folder.File("a.czi"));
        AssertAdvice(_folder.File("a.czi"), "is a folder, not an image file");
        AssertAdvice(_folder.File("b.czi"), "There is no file");
    }

    [Fact]
    public void A_missing_companion_file_is_named()
    {
        File.Copy(TestData.Find("vendor-formats/ics/cermet.ics"), _folder.File("cermet.ics"));
        AssertAdvice(_folder.File("cermet.ics"), "cermet.ics");
    }

    [Theory]
    [InlineData("czi/testwell96_A9_1024x1024_Nuc.czi", ".tif")]
    [InlineData("nd2/example-zstack.nd2", ".png")]
    [InlineData("lsm/032113-18.lsm", ".tif")]
    public void A_wrong_extension_gives_the_image_or_advice(string file, string extension)
    {
        var renamed = _folder.File("renamed" + extension);
        File.Copy(TestData.Find("vendor-formats/" + file), renamed);
        var reader = new MicroscopyReader(new ImageJReader(Java.Host), BioFormatsOnThisMachine.Reader());
        try
        {
            using var image = reader.ReadImage(renamed);
            using var expected = reader.ReadImage(TestData.Find("vendor-formats/" + file));
            Assert.Equal(expected.Plane(0), image.Plane(0));
        }
        catch (UserAdviceException e)
        {
            Assert.Contains("renamed" + extension, e.Message);
        }

        reader.BioFormats!.Dispose();
    }

    [Fact]
    public void A_text_with_a_vendors_extension_is_not_an_image()
    {
        File.WriteAllText(_folder.File("a.czi"), "these are not pixels");
        AssertAdvice(_folder.File("a.czi"), "a.czi");
    }

    [Fact]
    public void A_huge_declared_size_is_refused_before_memory_is_taken()
    {
        TestTiff.Gray(16, 16, 8).Long(256, 2_000_000).Long(257, 1_000_000).Short(322, 16).Short(323, 16).Long(324, 8).Long(325, 4).Strip([1, 2, 3, 4]).Save(_folder.File("huge.tif"));
        AssertAdvice(_folder.File("huge.tif"), "huge.tif");
    }

    [Theory]
    [InlineData("with blanks and µ ö 核.nd2")]
    [InlineData("line\nbreak.nd2")]
    public void Names_may_hold_any_character(string name)
    {
        using var reader = BioFormatsOnThisMachine.Reader();
        var source = TestData.Find("vendor-formats/nd2/example-zstack.nd2");
        File.Copy(source, _folder.File(name));
        Assert.Equal(reader.ReadImage(source).Plane(0), reader.ReadImage(_folder.File(name)).Plane(0));
        File.WriteAllText(_folder.File(name + ".czi"), "no pixels");
        Assert.DoesNotContain('\n', Assert.Throws<UserAdviceException>(() => reader.ReadImage(_folder.File(name + ".czi"))).Message);
    }

    [Fact]
    public void Planes_that_the_file_lacks_are_refused_with_what_it_has()
    {
        using var reader = BioFormatsOnThisMachine.Reader();
        var file = TestData.Find("vendor-formats/nd2/example-zstack.nd2");
        Assert.Contains("has no series 2, only 1", Assert.Throws<UserAdviceException>(() => reader.ReadImage(file, new PlanePosition(1))).Message);
        Assert.Contains("no slice 12 at frame 1; it has 11 slices", Assert.Throws<UserAdviceException>(() => reader.ReadImage(file, new PlanePosition(0, 11))).Message);
        Assert.Contains("no resolution 2, only 1", Assert.Throws<UserAdviceException>(() => reader.ReadImage(file, new PlanePosition(0, 0, 0, 1))).Message);
        Assert.Contains("11 slices and 1 frames, but a label image is one plane", Assert.Throws<UserAdviceException>(() => reader.ReadLabels(file)).Message);
    }

    private static void AssertAdvice(string path, string part)
    {
        using var bioFormats = BioFormatsOnThisMachine.Reader();
        var reader = new MicroscopyReader(new ImageJReader(Java.Host), bioFormats);
        var message = Assert.Throws<UserAdviceException>(() => reader.ReadImage(path)).Message;
        Assert.Contains(part, message);
        Assert.EndsWith(".", message);
        Assert.DoesNotContain('\n', message);
    }
}
