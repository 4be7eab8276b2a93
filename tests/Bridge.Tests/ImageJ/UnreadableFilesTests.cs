using FijiBridge.Bridge.ImageJ;
using FijiBridge.Bridge.Tests.Jvm;
using FijiBridge.Engine;
using Xunit;

namespace FijiBridge.Bridge.Tests.ImageJ;

/// <summary>Every file that cannot be read gets one sentence that names it and what to do.</summary>
[Collection(Java.Collection)]
public sealed class UnreadableFilesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_missing_file_is_named() => AssertAdvice(_folder.File("gone.tif"), "There is no file '", "gone.tif'");

    [Fact]
    public void A_folder_is_not_an_image() => AssertAdvice(_folder.Path, "is a folder, not an image file");

    [Fact]
    public void An_empty_file_is_called_empty() => AssertAdvice(Save("a.tif", []), "is empty (0 bytes)");

    [Fact]
    public void A_text_file_is_not_an_image() => AssertAdvice(Save("a.tif", "these are not pixels"u8.ToArray()), "is not an image that ImageJ can read", "save it as TIFF");

    [Fact]
    public void A_line_break_in_the_name_does_not_break_the_sentence() =>
        Assert.DoesNotContain('\n', Assert.Throws<UserAdviceException>(() => Read("a\nb.tif")).Message);

    [Fact]
    public void A_BigTIFF_is_named_as_such() => AssertAdvice(Save("a.tif", "II+\0\x08\0\0\0"u8.ToArray()), "is a BigTIFF", "below 4 GB");

    [Fact]
    public void A_tiled_TIFF_is_named_as_such()
    {
        TestTiff.Gray(2, 2, 8).Short(322, 16).Short(323, 16).Strip([1, 2, 3, 4]).Save(_folder.File("a.tif"));
        AssertAdvice(_folder.File("a.tif"), "plain ImageJ cannot read", "ImageJ cannot open tiled TIFFs");
    }

    [Fact]
    public void A_JPEG_compressed_TIFF_is_named_as_such()
    {
        TestTiff.Gray(2000, 2, 8).Short(259, 7).Strip([1, 2, 3, 4]).Save(_folder.File("a.tif"));
        AssertAdvice(_folder.File("a.tif"), "plain ImageJ cannot read", "compressed in this fashion (7)");
    }

    [Theory]
    [InlineData(1)] // none
    [InlineData(5)] // LZW
    [InlineData(8)] // deflate
    [InlineData(32773)] // PackBits
    public void Pixels_that_end_too_early_are_noticed(int compression)
    {
        TestTiff.Gray(200, 200, 8).Short(259, (uint)compression).Strip([120, 1, 2, 3, 4]).Save(_folder.File("a.tif"));
        AssertAdvice(_folder.File("a.tif"), "is a damaged or truncated TIFF", "copy or export it again");
    }

    [Theory]
    [InlineData(4)]
    [InlineData(9)]
    [InlineData(60)]
    public void A_TIFF_that_was_cut_off_is_noticed(int keep)
    {
        TestTiff.Gray(2, 2, 16).Strip(1, 2, 3, 4).Save(_folder.File("a.tif"));
        Save("a.tif", File.ReadAllBytes(_folder.File("a.tif"))[..keep]);
        AssertAdvice(_folder.File("a.tif"), "is a damaged or truncated TIFF");
    }

    [Fact]
    public void A_huge_declared_size_is_noticed_before_memory_is_taken()
    {
        TestTiff.Gray(2, 2, 8).Long(256, 40000).Long(257, 40000).Short(259, 8).Strip([120, 1, 2, 3]).Save(_folder.File("a.tif"));
        AssertAdvice(_folder.File("a.tif"), "4 compressed bytes cannot hold");
        TestTiff.Gray(2, 2, 16).Long(256, 60000).Long(257, 60000).Strip(1, 2, 3, 4).Save(_folder.File("b.tif"));
        AssertAdvice(_folder.File("b.tif"), "60000 x 60000", "more than 2 GB");
    }

    [Theory]
    [InlineData("png")]
    [InlineData("jpeg")]
    public void A_picture_that_was_cut_off_is_noticed(string format)
    {
        var path = _folder.File("a." + format);
        JavaImageIO.Write(path, format, JavaImageIO.Gray8, 100, 100, [.. Enumerable.Range(0, 10000).Select(i => i * 31 % 251)]);
        var whole = File.ReadAllBytes(path);
        File.WriteAllBytes(path, whole[..(whole.Length / 2)]);
        AssertAdvice(path, $"is a truncated {format.ToUpperInvariant()}", "copy or export it again");
    }

    [Fact]
    public void A_PNG_with_broken_content_is_refused()
    {
        var path = _folder.File("a.png");
        JavaImageIO.Write(path, "png", JavaImageIO.Gray8, 100, 100, [.. Enumerable.Range(0, 10000).Select(i => i * 31 % 251)]);
        var bytes = File.ReadAllBytes(path);
        bytes.AsSpan(45, 200).Fill(0xAA);
        File.WriteAllBytes(path, bytes);
        AssertAdvice(path, "is damaged or of a kind of Png that ImageJ cannot read");
    }

    [Fact]
    public void A_slice_that_is_not_there_is_refused_with_what_is_there()
    {
        TestTiff.Gray(2, 1, 8).Description("ImageJ=1.53t\nimages=3\nslices=3\n").Strip([1, 2, 3, 4, 5, 6]).Save(_folder.File("a.tif"));
        var e = Assert.Throws<UserAdviceException>(() => new ImageJReader(Java.Host).ReadImage(_folder.File("a.tif"), 3, 0));
        Assert.Contains("has no slice 4 at frame 1; it has 3 slices and 1 frames", e.Message);
    }

    [Fact]
    public void Label_images_have_one_plane_of_whole_numbers()
    {
        TestTiff.Gray(1, 1, 8).Short(258, 8, 8, 8).Short(262, 2).Short(277, 3).Strip([1, 2, 3]).Save(_folder.File("rgb.tif"));
        AssertLabelAdvice("rgb.tif", "is an RGB picture", "save the labels as an 8-bit, 16-bit or 32-bit TIFF");

        TestTiff.Gray(2, 1, 8).Description("ImageJ=1.53t\nimages=2\nchannels=2\n").Strip([1, 2, 3, 4]).Save(_folder.File("c.tif"));
        AssertLabelAdvice("c.tif", "has 2 channels, but a label image has one");

        TestTiff.Gray(2, 1, 8).Description("ImageJ=1.53t\nimages=2\nslices=2\n").Strip([1, 2, 3, 4]).Save(_folder.File("z.tif"));
        AssertLabelAdvice("z.tif", "has 2 slices and 1 frames, but a label image is one plane");

        SaveFloats("half.tif", 0, 1.5f);
        AssertLabelAdvice("half.tif", "has the value 1.5 at x = 1, y = 0", "not a probability map");
        SaveFloats("nan.tif", 0, float.NaN);
        AssertLabelAdvice("nan.tif", "has the value NaN at x = 1, y = 0");
        SaveFloats("large.tif", 0, 3e9f);
        AssertLabelAdvice("large.tif", "whole numbers up to 16777216");
    }

    [Fact]
    public void Float_labels_keep_their_numbers_and_negative_ones_are_ignored()
    {
        SaveFloats("a.tif", 0, 70000, -3, 16777216);
        Assert.Equal([0, 70000, -1, 16777216], new ImageJReader(Java.Host).ReadLabels(_folder.File("a.tif")).Pixels);
    }

    [Fact]
    public void A_missing_ImageJ_is_explained()
    {
        var e = Assert.Throws<UserAdviceException>(() => ImageJLocator.Find(null, null, ["/no/ij.jar"]));
        Assert.Contains("apt-get install libij-java", e.Message);
        Assert.Contains("--imagej", e.Message);
        e = Assert.Throws<UserAdviceException>(() => ImageJLocator.Find(_folder.Path, null, []));
        Assert.StartsWith($"--imagej is '{_folder.Path}', which is neither ij.jar nor the folder", e.Message);
    }

    [Fact]
    public void ImageJ_is_found_in_a_Fiji_folder()
    {
        var jars = Directory.CreateDirectory(_folder.File("jars")).FullName;
        foreach (var name in new[] { "ij-1.53t.jar", "ij-1.54f.jar", "ij-extra-tools.jar" })
        {
            File.WriteAllText(Path.Combine(jars, name), string.Empty);
        }

        Assert.Equal(Path.Combine(jars, "ij-1.54f.jar"), ImageJLocator.Find(_folder.Path).Jar);
        Assert.Equal(_folder.Path, ImageJLocator.Find(_folder.Path).Folder);
    }

    [Fact]
    public void An_engine_that_was_unpacked_into_an_ImageJ_finds_it()
    {
        File.WriteAllText(_folder.File("ij.jar"), string.Empty);
        var engine = Directory.CreateDirectory(_folder.File(Path.Combine("lib", "fijibridge"))).FullName;
        var found = ImageJLocator.Find(null, null, [ImageJLocator.FolderAround(engine + Path.DirectorySeparatorChar), "/no/ij.jar"]);
        Assert.Equal((_folder.File("ij.jar"), _folder.Path), (found.Jar, found.Folder));
    }

    private static void AssertAdvice(string path, params string[] parts)
    {
        var message = Assert.Throws<UserAdviceException>(() => new ImageJReader(Java.Host).ReadImage(path)).Message;
        Assert.Contains(Path.GetFileName(path), message);
        Assert.All(parts, part => Assert.Contains(part, message));
    }

    private void AssertLabelAdvice(string name, params string[] parts)
    {
        var message = Assert.Throws<UserAdviceException>(() => new ImageJReader(Java.Host).ReadLabels(_folder.File(name))).Message;
        Assert.Contains(name, message);
        Assert.All(parts, part => Assert.Contains(part, message));
    }

    private void Read(string name) => new ImageJReader(Java.Host).ReadImage(_folder.File(name));

    private string Save(string name, byte[] bytes)
    {
        File.WriteAllBytes(_folder.File(name), bytes);
        return _folder.File(name);
    }

    private void SaveFloats(string name, params float[] values) =>
        TestTiff.Gray(values.Length, 1, 32).Short(339, 3).Strip([.. values.SelectMany(BitConverter.GetBytes)]).Save(_folder.File(name));
}
