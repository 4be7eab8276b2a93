using FijiBridge.Engine.Data;
using FijiBridge.Engine.Images;
using FijiBridge.Engine.Labels;
using FijiBridge.Engine.Tests.TestData;
using Xunit;

namespace FijiBridge.Engine.Tests.Data;

public class FolderPairsTests
{
    [Fact]
    public void Partners_are_found_by_base_name_in_order()
    {
        using var folder = new TemporaryFolder();
        Touch(folder, "images", "b.PNG", "a.tif", "c.jpeg", ".hidden.tif", "notes.txt");
        Touch(folder, "masks", "c.tiff", "a.tif", "b.tif");

        var pairs = Open(folder);

        Assert.Equal(["a", "b", "c"], Enumerable.Range(0, pairs.Count).Select(pairs.NameOf));
        Assert.Equal("b.PNG", pairs.Load(1).Image.Name);
        Assert.Equal("b", pairs.Load(1).Name);
    }

    [Fact]
    public void A_missing_folder_is_named()
    {
        using var folder = new TemporaryFolder();
        Touch(folder, "images", "a.tif");

        Assert.Contains($"mask folder \"{folder.At("masks")}\" does not exist", Advice(() => Open(folder)));
    }

    [Fact]
    public void A_folder_without_images_is_named_with_the_file_types()
    {
        using var folder = new TemporaryFolder();
        Touch(folder, "images", "a.czi");
        Touch(folder, "masks", "a.tif");

        Assert.Contains($"image folder \"{folder.At("images")}\" has no .tif, .tiff, .png, .jpg, .jpeg files", Advice(() => Open(folder)));
    }

    [Fact]
    public void Images_without_mask_are_counted_and_three_are_named()
    {
        using var folder = new TemporaryFolder();
        Touch(folder, "images", "a.tif", "b.tif", "c.tif", "d.tif", "e.tif");
        Touch(folder, "masks", "c.tif");

        Assert.Contains("4 of 5 images have no mask of the same name", Advice(() => Open(folder)));
        Assert.Contains("\"a.tif\", \"b.tif\", \"d.tif\" and 1 more", Advice(() => Open(folder)));
    }

    [Fact]
    public void Masks_without_image_are_named()
    {
        using var folder = new TemporaryFolder();
        Touch(folder, "images", "a.tif");
        Touch(folder, "masks", "a.tif", "z.tif");

        Assert.Contains("1 of 2 masks have no image of the same name", Advice(() => Open(folder)));
        Assert.Contains("\"z.tif\"", Advice(() => Open(folder)));
    }

    [Fact]
    public void Two_files_of_one_name_are_refused()
    {
        using var folder = new TemporaryFolder();
        Touch(folder, "images", "a.tif", "a.png");
        Touch(folder, "masks", "a.tif");

        Assert.Contains("two files named \"a\" (a.png and a.tif)", Advice(() => Open(folder)));
    }

    [Fact]
    public void Different_sizes_are_refused_with_both_sizes()
    {
        using var folder = new TemporaryFolder();
        Touch(folder, "images", "a.tif");
        Touch(folder, "masks", "a.tif");
        var pairs = new FolderPairs(folder.At("images"), folder.At("masks"), new FixedReader(4, 3, 3, 4));

        Assert.Contains("\"a\" is 4 x 3 pixels, its mask 3 x 4", Advice(() => pairs.Load(0)));
    }

    [Fact]
    public void Real_nuclei_are_read_and_summed_up()
    {
        var root = SharedData.Require("dsb2018", "test");
        var pairs = new FolderPairs(Path.Combine(root, "images"), Path.Combine(root, "masks"), new TinyTiff());

        var summary = TrainingSetSummary.Of(pairs, cancellation: TestContext.Current.CancellationToken);

        Assert.Equal((55, 1, 1808L), (summary.Pairs, summary.Channels, summary.Objects));
        Assert.Empty(summary.WithoutObjects);
        Assert.InRange(summary.MedianDiameter, 10, 40);
    }

    [Fact]
    public void Masks_without_objects_are_allowed_and_counted()
    {
        var set = new InMemoryTrainingSet(
        [
            TestPairs.Discs("full", 40, 30),
            TestPairs.LabelsAsImage("empty", new LabelImage(20, 50)),
        ]);

        var summary = TrainingSetSummary.Of(set, cancellation: TestContext.Current.CancellationToken);

        Assert.Equal(["empty"], summary.WithoutObjects);
        Assert.Equal((20, 30), summary.Smallest);
        Assert.Null(summary.MedianPixelWidthMicrons);
    }

    [Fact]
    public void A_set_without_any_object_or_with_mixed_channels_is_refused()
    {
        var empty = TestPairs.LabelsAsImage("empty", new LabelImage(5, 5));
        var twoChannels = new TrainingPair("two", new Image2D("two", 5, 5, [new byte[25], new byte[25]]), new LabelImage(5, 5));

        Assert.Contains("None of the 1 masks has any object", Advice(() => TrainingSetSummary.Of(new InMemoryTrainingSet([empty]))));
        Assert.Contains("\"two\" has 2 channel(s), \"empty\" has 1", Advice(() => TrainingSetSummary.Of(new InMemoryTrainingSet([empty, twoChannels]))));
    }

    private static void Touch(TemporaryFolder folder, string name, params string[] files)
    {
        foreach (var file in files)
        {
            File.WriteAllText(Path.Combine(folder.Folder(name), file), "");
        }
    }

    private static FolderPairs Open(TemporaryFolder folder) => new(folder.At("images"), folder.At("masks"), new FixedReader(4, 3, 4, 3));

    private static string Advice(Action action) => Assert.Throws<UserAdviceException>(action).Message;

    private sealed class FixedReader(int width, int height, int maskWidth, int maskHeight) : IImageReader
    {
        public Image2D ReadImage(string path) => new(Path.GetFileName(path), width, height, [new byte[width * height]]);

        public LabelImage ReadLabels(string path) => new(maskWidth, maskHeight);
    }
}
