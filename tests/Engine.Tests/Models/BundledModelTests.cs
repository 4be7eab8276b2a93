using FijiBridge.Engine.Data;
using FijiBridge.Engine.Evaluation;
using FijiBridge.Engine.Instances;
using FijiBridge.Engine.Models;
using FijiBridge.Engine.Runtime;
using FijiBridge.Engine.StarDist;
using FijiBridge.Engine.Tests.Packages;
using FijiBridge.Engine.Tests.TestData;
using Xunit;

namespace FijiBridge.Engine.Tests.Models;

/// <summary>The model that ships with the program, held against what its card says.</summary>
public class BundledModelTests
{
    [Fact]
    public void The_nuclei_model_reaches_the_accuracy_of_its_card_on_images_that_it_never_saw()
    {
        var images = SharedData.Require("dsb2018", "test", "images");
        var masks = SharedData.Require("dsb2018", "test", "masks");
        var set = new FolderPairs(images, masks, new TinyTiff());
        using var model = StarDistModel.Load(ModelsFolder("nuclei"), ComputeDevice.Choose("cpu"));

        var found = ModelEvaluation.Run(model, set);

        // StarDist's published row, on its own split of the same collection, is .864, .586 and .119.
        Assert.Equal(55, set.Count);
        Assert.InRange(found.Pooled(0.5).AveragePrecision, 0.865, 0.88);
        Assert.InRange(found.Pooled(0.75).AveragePrecision, 0.68, 0.70);
        Assert.InRange(found.Pooled(0.9).AveragePrecision, 0.24, 0.26);

        var card = ModelFolder.LoadInfo(ModelsFolder("nuclei")).Metrics.Single(m => m.Images == 55);
        foreach (var row in card.Rows)
        {
            Assert.Equal(row.AveragePrecision, found.Pooled(row.Iou).AveragePrecision, 0.005);
        }
    }

    [Fact]
    public void The_phase_contrast_model_finds_most_cells_of_an_image_that_it_never_saw()
    {
        var images = SharedData.Require("t98g-phase", "test", "images");
        var masks = SharedData.Require("t98g-phase", "test", "masks");
        var first = new SubSet(new FolderPairs(images, masks, new TinyTiff()), [0]);
        using var model = SegmentationModels.Load(ModelsFolder("phase-contrast"), ComputeDevice.Choose("cpu"));

        var found = ModelEvaluation.Run(model, first);

        Assert.InRange(found.Pooled(0.5).AveragePrecision, 0.68, 0.75); // .716; .611 on all five, as its card says
    }

    [Theory]
    [InlineData("nuclei", 25_000_000)]
    [InlineData("phase-contrast", 10_000_000)]
    public void The_bundled_weights_are_small_enough_to_clone(string model, long most)
    {
        var weights = new FileInfo(Path.Combine(ModelsFolder(model), "weights.pt"));

        Assert.InRange(weights.Length, 1_000_000, most);
    }

    [Theory]
    [InlineData("nuclei")]
    [InlineData("phase-contrast")]
    public void The_bundled_models_are_packages_that_give_their_test_output(string model)
    {
        PackageCheck.IsPackage(ModelsFolder(model));
        PackageCheck.GivesItsTestOutput(ModelsFolder(model));
        Assert.True(File.Exists(Path.Combine(ModelsFolder(model), "cover.png")));
    }

    private static string ModelsFolder(string name)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var path = Path.Combine(folder.FullName, "models", name);
            if (Directory.Exists(path))
            {
                return path;
            }
        }

        throw new DirectoryNotFoundException($"models/{name} is not above {AppContext.BaseDirectory}.");
    }
}
