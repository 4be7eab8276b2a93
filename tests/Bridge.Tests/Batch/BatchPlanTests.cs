using FijiBridge.Bridge.Batch;
using FijiBridge.Engine;
using Xunit;

namespace FijiBridge.Bridge.Tests.Batch;

public sealed class BatchPlanTests
{
    [Fact]
    public void Results_keep_the_structure_below_the_named_folder()
    {
        var items = Plan(new FoundImage("in/1.tif", "."), new FoundImage("in/a/1.tif", "a"), new FoundImage("in/a/b/1.tif", Path.Combine("a", "b")));
        Assert.Equal(["out/1_labels.tif", "out/a/1_labels.tif", "out/a/b/1_labels.tif"], items.Select(Labels));
    }

    [Fact]
    public void Images_that_differ_in_the_extension_alone_are_told_apart_by_it()
    {
        var items = Plan(new FoundImage("in/a.tif"), new FoundImage("in/a.png"), new FoundImage("in/b.tif"), new FoundImage("in/c.ome.tif"));
        Assert.Equal(["out/a.tif_labels.tif", "out/a.png_labels.tif", "out/b_labels.tif", "out/c.ome_labels.tif"], items.Select(Labels));
    }

    [Fact]
    public void Images_that_would_write_the_same_file_are_refused_with_both_names()
    {
        var e = Assert.Throws<UserAdviceException>(() => Plan(new FoundImage("x/a.tif"), new FoundImage("y/a.tif")));
        Assert.Contains($"x/a.tif and y/a.tif would both write {Path.Combine("out", "a.tif_labels.tif")}", e.Message);
        Assert.Contains("--recursive, which keeps its structure", e.Message);

        // a name made to tell two apart may hit a third one
        Assert.Contains("would both write", Assert.Throws<UserAdviceException>(() => Plan(new FoundImage("a.tif"), new FoundImage("a.png"), new FoundImage("a.tif.gif"))).Message);
    }

    [Fact]
    public void Line_breaks_in_names_do_not_break_messages()
    {
        var item = Plan(new FoundImage("in/two\nlines.tif"))[0] with { Series = 3 };
        Assert.Equal("two\\nlines.tif, series 3", item.Title);
        Assert.Equal("in/two\\nlines.tif, series 3", item.PlaceTitle);
    }

    private static IReadOnlyList<WorkItem> Plan(params FoundImage[] images) => BatchPlan.Create(images, "out", OutputKinds.All);

    private static string Labels(WorkItem item) => item.Outputs.Wanted.First(w => w.Kind == OutputKinds.Labels).Path.Replace('\\', '/');
}
