using FijiBridge.Bridge.Batch;
using FijiBridge.Bridge.Cli;
using FijiBridge.Bridge.Tests.Cli;
using FijiBridge.Engine;
using Xunit;

namespace FijiBridge.Bridge.Tests.Batch;

public sealed class InputFilesTests : IDisposable
{
    private readonly WorkFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_folder_gives_its_images_and_with_recursive_those_below_it_with_their_place()
    {
        Touch("b.tif", "a.PNG", "notes.txt", "x/two.ics", "x/two.ids", "x/one.ids", "plate 1/c.tif", "plate 1/well µ/d.jpg", ".hidden/e.tif", ".f.tif");
        Assert.Equal(["a.PNG", "b.tif"], Names(Find()));
        var all = Find(recursive: true);
        Assert.Equal(["a.PNG", "b.tif", "c.tif", "d.jpg", "one.ids", "two.ics"], Names(all));
        Assert.Equal([".", ".", "plate 1", Path.Combine("plate 1", "well µ"), "x", "x"], all.Images.Select(i => i.SubFolder));
    }

    [Fact]
    public void Patterns_choose_by_name_or_by_path_and_whatever_the_extension()
    {
        Touch("x_w1.tif", "x_w2.tif", "plate1/y_w1.vendor", "plate2/z_w1.tif");
        Assert.Equal(["x_w1.tif", "y_w1.vendor", "z_w1.tif"], Names(Find(true, ["*_w1.*"])).Order(StringComparer.Ordinal));
        Assert.Equal(["x_w2.tif", "z_w1.tif"], Names(Find(true, ["plate2/*.tif", "x_w2*"])).Order(StringComparer.Ordinal).ToArray());
        var e = Assert.Throws<UserAdviceException>(() => Find(true, ["*.nd2"]));
        Assert.Contains("matches --pattern *.nd2; check it.", e.Message);
        Assert.Contains("add --recursive", Assert.Throws<UserAdviceException>(() => Find(false, ["*.nd2"])).Message);
    }

    [Fact]
    public void Links_that_lead_in_a_circle_end_and_linked_folders_are_entered_once()
    {
        Touch("a/1.tif", "b/2.tif");
        Directory.CreateSymbolicLink(_folder["in/a/up"], _folder["in"]);
        Directory.CreateSymbolicLink(_folder["in/b/self"], _folder["in/b"]);
        Directory.CreateSymbolicLink(_folder["in/x"], _folder["in/y"]);
        Directory.CreateSymbolicLink(_folder["in/y"], _folder["in/x"]);
        Directory.CreateDirectory(_folder["elsewhere"]);
        File.WriteAllText(_folder["elsewhere/3.tif"], "x");
        Directory.CreateSymbolicLink(_folder["in/linked"], _folder["elsewhere"]);
        Directory.CreateSymbolicLink(_folder["in/linked again"], _folder["elsewhere"]);
        Assert.Equal(["1.tif", "2.tif", "3.tif"], Names(Find(recursive: true)));
        Assert.Equal(["1.tif", "2.tif", "3.tif"], Names(InputFiles.Find([_folder["in/**/*.tif"]], false, [], null)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void What_lies_in_the_output_folder_is_no_input_and_results_beside_images_are_counted()
    {
        Touch("1.tif", "1_labels.tif", "out/1_overlay.png", "out/segmented.tif", "out/deep/2.tif");
        var found = InputFiles.Find([_folder["in"]], true, [], _folder["in/out"]);
        Assert.Equal(["1.tif"], Names(found));
        Assert.Equal(1, found.ResultsLeftOut);
        Assert.Equal(["1.tif"], Names(InputFiles.Find([_folder["in/**/*.tif"]], true, [], _folder["in/out"])));

        // where results go beside the images, other images there stay inputs
        Assert.Equal(["1.tif", "2.tif", "segmented.tif"], Names(InputFiles.Find([_folder["in"]], true, [], _folder["in"])).Order(StringComparer.Ordinal));

        // a link to the output folder does not lead into it either
        Directory.CreateSymbolicLink(_folder["in/link"], _folder["in/out"]);
        Assert.Equal(["1.tif"], Names(InputFiles.Find([_folder["in"]], true, [], _folder["in/out"])));
    }

    [Fact]
    public void An_image_named_twice_is_taken_once()
    {
        Touch("1.tif", "2.tif");
        Assert.Equal(["1.tif", "2.tif"], Names(InputFiles.Find([_folder["in/1.tif"], _folder["in"]], false, [], null)));
    }

    private FoundImages Find(bool recursive = false, string[]? patterns = null) => InputFiles.Find([_folder["in"]], recursive, patterns ?? [], null);

    private static IEnumerable<string> Names(FoundImages found) => found.Images.Select(i => Path.GetFileName(i.Path));

    private void Touch(params string[] names)
    {
        foreach (var name in names)
        {
            var path = _folder["in/" + name];
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, "x");
        }
    }
}
