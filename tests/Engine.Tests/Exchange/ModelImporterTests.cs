using System.IO.Compression;
using FijiBridge.Engine.Exchange;
using FijiBridge.Engine.Models;
using FijiBridge.Engine.StarDist;
using Xunit;

namespace FijiBridge.Engine.Tests.Exchange;

public sealed class ModelImporterTests : IDisposable
{
    private static readonly StarDistConfig Config = new() { NRays = 6, UnetNDepth = 1, UnetNFilterBase = 4, NetConvAfterUnet = 8 };
    private readonly string _root = Directory.CreateTempSubdirectory("fijibridge-import-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private string Models => Path.Combine(_root, "models");

    [Fact]
    public void A_package_comes_back_as_the_model_it_was()
    {
        var model = SavedModel.Write(Path.Combine(_root, "model"), Config);
        var zip = Path.Combine(_root, "kärtchen.zip");
        _ = ModelExporter.Export(model, ExportFormat.Bioimageio, zip);
        var back = ModelImporter.Import(zip, Models).Folder;
        Assert.Equal(Path.Combine(Models, "kärtchen"), back);
        Assert.Equal(ModelFolder.LoadWeights(model), ModelFolder.LoadWeights(back));
        Assert.Equal([back], Directory.GetFileSystemEntries(Models));
    }

    [Fact]
    public void A_zip_that_holds_the_model_in_a_folder_is_fine_too()
    {
        SavedModel.Write(Path.Combine(_root, "packed", "model"), Config);
        ZipFile.CreateFromDirectory(Path.Combine(_root, "packed"), Path.Combine(_root, "m.zip"));
        Assert.True(ModelFolder.IsModel(ModelImporter.Import(Path.Combine(_root, "m.zip"), Models, new() { Name = "named" }).Folder));
    }

    [Fact]
    public void A_name_that_is_taken_is_kept_until_overwriting_is_asked_for()
    {
        var (first, second) = (SavedModel.Write(Path.Combine(_root, "a"), Config), SavedModel.Write(Path.Combine(_root, "b"), Config with { NRays = 9 }));
        _ = ModelImporter.Import(first, Models, new() { Name = "m" });
        Assert.Contains("already", Assert.Throws<UserAdviceException>(() => ModelImporter.Import(second, Models, new() { Name = "m" })).Message, StringComparison.Ordinal);
        Assert.Equal(6, ModelFolder.LoadConfig<StarDistConfig>(Path.Combine(Models, "m")).NRays);
        _ = ModelImporter.Import(second, Models, new() { Name = "m", Overwrite = true });
        Assert.Equal(9, ModelFolder.LoadConfig<StarDistConfig>(Path.Combine(Models, "m")).NRays);
    }

    [Theory]
    [InlineData("../outside.json")]
    [InlineData("a/../../outside.json")]
    [InlineData("/outside.json")]
    [InlineData("..\\outside.json")]
    public void A_zip_that_would_write_outside_of_its_folder_is_refused(string entry)
    {
        var zip = Zip((entry, "{}"u8.ToArray()));
        Assert.Contains("outside", Assert.Throws<UserAdviceException>(() => ModelImporter.Import(zip, Models)).Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(Models));
        Assert.DoesNotContain(Directory.GetFiles(_root), f => f.EndsWith("outside.json", StringComparison.Ordinal));
    }

    [Fact]
    public void A_zip_that_unpacks_to_more_than_a_model_can_be_is_refused()
    {
        var zip = Zip(("zeros.json", new byte[1 << 20]));
        var folder = Directory.CreateDirectory(Path.Combine(_root, "unpacked")).FullName;
        Assert.Contains("zeros.json", Assert.Throws<UserAdviceException>(() => SafeZip.Unpack(zip, folder, mostBytes: 1 << 19)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_zip_for_which_the_disk_has_no_room_is_not_begun()
    {
        var zip = Zip(("zeros.json", new byte[1 << 20]));
        var folder = Directory.CreateDirectory(Path.Combine(_root, "unpacked")).FullName;
        var error = Assert.Throws<UserAdviceException>(() => SafeZip.Unpack(zip, folder, freeBytes: 1000));
        Assert.Contains("has not that much space", error.Message, StringComparison.Ordinal);
        Assert.Contains("1048576 bytes", error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(folder));
    }

    [Fact]
    public void A_file_with_another_hash_than_its_author_gives_is_refused()
    {
        var zip = Zip(("config.json", "{}"u8.ToArray()));
        var error = Assert.Throws<UserAdviceException>(() => ModelImporter.Import(zip, Models, new() { Sha256 = "abc" }));
        Assert.Contains("says abc", error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(Models));
    }

    [Fact]
    public void A_cancelled_import_leaves_nothing()
    {
        var zip = Path.Combine(_root, "model.zip");
        _ = ModelExporter.Export(SavedModel.Write(Path.Combine(_root, "model"), Config), ExportFormat.Bioimageio, zip);
        using var cancel = new CancellationTokenSource();
        cancel.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => ModelImporter.Import(zip, Models, null, null, cancel.Token));
        Assert.Empty(Directory.GetFileSystemEntries(Models));
    }

    [Theory]
    [InlineData("saved_model.pb", "TensorFlow SavedModel")]
    [InlineData("notes.txt", "a model has config.json")]
    public void What_cannot_be_read_says_what_it_is_and_what_to_ask_for(string file, string expected)
    {
        var zip = Zip((file, [1, 2, 3]));
        var message = Assert.Throws<UserAdviceException>(() => ModelImporter.Import(zip, Models)).Message;
        Assert.Contains(expected, message, StringComparison.Ordinal);
        Assert.Contains(zip, message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(Models));
    }

    [Fact]
    public void Damaged_and_missing_files_and_impossible_names_are_named()
    {
        var broken = Path.Combine(_root, "broken.zip");
        File.WriteAllText(broken, "not a zip");
        Assert.Contains(broken, Assert.Throws<UserAdviceException>(() => ModelImporter.Import(broken, Models)).Message, StringComparison.Ordinal);
        Assert.Contains("does not exist", Assert.Throws<UserAdviceException>(() => ModelImporter.Import(Path.Combine(_root, "none.zip"), Models)).Message, StringComparison.Ordinal);
        Assert.Contains("cannot be the name", Assert.Throws<UserAdviceException>(() => ModelImporter.Import(broken, Models, new() { Name = "a/b" })).Message, StringComparison.Ordinal);
    }

    private string Zip(params (string Name, byte[] Content)[] entries)
    {
        var path = Path.Combine(_root, "z.zip");
        using var zip = ZipFile.Open(path, ZipArchiveMode.Create);
        foreach (var (name, content) in entries)
        {
            using var stream = zip.CreateEntry(name).Open();
            stream.Write(content);
        }

        return path;
    }
}
