using System.IO.Compression;
using FijiBridge.Bridge.BioFormats;
using FijiBridge.Engine;
using Xunit;

namespace FijiBridge.Bridge.Tests.BioFormats;

public sealed class BioFormatsLocatorTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_option_comes_before_the_variable_and_that_before_the_Fiji()
    {
        string option = Jar("option.jar"), variable = Jar("variable.jar"), fiji = Jar("Fiji.app/jars/bio-formats/formats-bsd-8.0.1.jar");
        Assert.Equal([option], BioFormatsLocator.Find(option, variable, _folder.File("Fiji.app"))!.Jars);
        Assert.Equal([variable], BioFormatsLocator.Find("", variable, _folder.File("Fiji.app"))!.Jars);
        Assert.Equal([fiji], BioFormatsLocator.Find(null, null, _folder.File("Fiji.app"))!.Jars);
    }

    [Fact]
    public void A_Fiji_gives_its_Bio_Formats_first_and_the_libraries_after_it()
    {
        string library = Jar("Fiji.app/jars/guava.jar", "a.class"), api = Jar("Fiji.app/jars/bio-formats/formats-api.jar", "a.class"), bsd = Jar("Fiji.app/jars/bio-formats/formats-bsd.jar");
        var found = BioFormatsLocator.Find(_folder.File("Fiji.app"), null, null)!;
        Assert.Equal([api, bsd, library], found.Jars);
        Assert.Contains("(from --bioformats)", found.ToString());
    }

    [Fact]
    public void Where_nothing_was_named_there_may_be_none()
    {
        Assert.Null(BioFormatsLocator.Find(null, null, null));
        Assert.Null(BioFormatsLocator.Find(null, "", _folder.Path));
    }

    [Theory]
    [InlineData("gone.jar")]
    [InlineData("other.jar")]
    [InlineData("text.jar")]
    [InlineData("")]
    public void A_place_without_Bio_Formats_is_refused(string name)
    {
        Jar("other.jar", "org/other.class");
        File.WriteAllText(_folder.File("text.jar"), "no zip");
        var place = Path.Combine(_folder.Path, name);
        var message = Assert.Throws<UserAdviceException>(() => BioFormatsLocator.Find(null, place, null)).Message;
        Assert.Contains($"BIOFORMATS_JAR is '{place}', which holds no Bio-Formats", message);
    }

    private string Jar(string name, string entry = "loci/formats/ImageReader.class")
    {
        var path = _folder.File(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var zip = ZipFile.Open(path, ZipArchiveMode.Create);
        zip.CreateEntry(entry);
        return path;
    }
}
