using FijiBridge.Engine.Data;
using FijiBridge.Engine.Data.Augmentation;
using FijiBridge.Engine.Images;
using FijiBridge.Engine.Labels;
using FijiBridge.Engine.Runtime;
using FijiBridge.Engine.StarDist;
using FijiBridge.Engine.Tests.TestData;
using FijiBridge.Engine.Training;
using Xunit;

namespace FijiBridge.Engine.Tests.Training;

public sealed class ClassImagesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("fijibridge-classes-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_class_of_an_object_is_the_one_of_most_of_its_pixels()
    {
        var classes = new ClassImages(Set("a", Shapes.Labels("111122.33")), Images("a", Shapes.Labels("1122221..")));
        Assert.Equal(1, classes.ClassOf("a", 1)); // two pixels each: the lower class
        Assert.Equal(2, classes.ClassOf("a", 2));
        Assert.Null(classes.ClassOf("a", 3));
        Assert.Null(classes.ClassOf("b", 1));
        Assert.Equal(2, classes.LargestClass(default));
    }

    [Fact]
    public void Class_images_that_do_not_fit_are_refused()
    {
        var set = Set("a", Shapes.Labels("11"));
        Assert.Contains("\"a\" has no class image", Assert.Throws<UserAdviceException>(() => new ClassImages(set, Images("b", Shapes.Labels("11")))).Message);
        Assert.Contains("is 3 x 1 pixels, its mask 2 x 1", Assert.Throws<UserAdviceException>(() => new ClassImages(set, Images("a", Shapes.Labels("111"))).ClassOf("a", 1)).Message);
    }

    [Theory]
    [InlineData(42)]
    [InlineData(1)]
    public void A_stardist_network_learns_the_classes_of_objects_from_class_images(int seed)
    {
        var (pairs, classes) = Bright(10, 1);
        var outcome = TrainingSession.Train(new TrainingPlan
        {
            Data = pairs,
            Output = Path.Combine(_folder, "classes"),
            ClassOf = new ClassImages(pairs, classes).ClassOf,
            Config = new StarDistConfig { NRays = 8, Grid = [2, 2], UnetNDepth = 1, UnetNFilterBase = 8, NetConvAfterUnet = 16, NClasses = 2 },
            Options = new TrainingOptions { Seed = seed, Epochs = 14, StepsPerEpoch = 50, BatchSize = 4, PatchSize = 64, LearningRate = 1e-3, Device = "cpu", Threads = 1, LoaderThreads = 1, ClipNorm = 1 },
            Augmentation = AugmentationOptions.ExactOnly,
        });
        using var model = StarDistModel.Load(outcome.ModelFolder, ComputeDevice.Choose("cpu"), new LibtorchRuntimeOptions { Threads = 1 });
        var (test, truth) = Bright(1, 99);
        var objects = model.Segment(test.Load(0).Image).Objects;
        var known = Enumerable.Range(0, objects.Count).Select(i => (Found: objects.ClassId![i], True: truth.Load("scene-0")[(int)Math.Round(objects.Y[i]), (int)Math.Round(objects.X[i])])).Where(o => o.True > 0).ToList();
        Assert.True(known.Count > 10, $"{known.Count} objects");
        Assert.True(known.Count(o => o.Found == o.True) > 0.9 * known.Count, $"{known.Count(o => o.Found == o.True)} of {known.Count} classes are right.");
    }

    // Discs of even labels are three times as bright and of class 2.
    private static (ITrainingSet Pairs, ClassLabels Classes) Bright(int count, int seed)
    {
        var pairs = Enumerable.Range(0, count).Select(i => SimulatedDiscs.Pair($"scene-{i}", 96, 96, (seed * 1000) + i)).Select(pair =>
        {
            var pixels = new float[96 * 96];
            for (var p = 0; p < pixels.Length; p++)
            {
                pixels[p] = pair.Image[0, p / 96, p % 96] * (pair.Labels.Pixels[p] > 0 && pair.Labels.Pixels[p] % 2 == 0 ? 3 : 1);
            }

            return pair with { Image = Image2D.FromFloats(pair.Name, 96, 96, pixels) };
        }).ToList();
        var classes = pairs.ToDictionary(p => p.Name, p => new LabelImage(96, 96, Array.ConvertAll(p.Labels.Pixels, l => l == 0 ? 0 : l % 2 == 0 ? 2 : 1)));
        return (new InMemoryTrainingSet(pairs), new ClassLabels(classes));
    }

    private static InMemoryTrainingSet Set(string name, LabelImage labels) =>
        new([new TrainingPair(name, Image2D.FromFloats(name, labels.Width, labels.Height, new float[labels.Pixels.Length]), labels)]);

    private static ClassLabels Images(string name, LabelImage labels) => new(new Dictionary<string, LabelImage> { [name] = labels });

    private sealed class ClassLabels(Dictionary<string, LabelImage> images) : ILabelImages
    {
        public bool Contains(string name) => images.ContainsKey(name);

        public LabelImage Load(string name) => images[name];
    }
}
