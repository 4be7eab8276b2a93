using System.CommandLine;
using FijiBridge.Bridge.Cli;
using FijiBridge.Bridge.Tests.Cli;
using FijiBridge.Bridge.Training;
using FijiBridge.Engine;
using FijiBridge.Engine.Data;
using FijiBridge.Engine.Images;
using FijiBridge.Engine.Labels;
using FijiBridge.Engine.Models;
using FijiBridge.Engine.StarDist;
using FijiBridge.Engine.Training;
using Xunit;

namespace FijiBridge.Bridge.Tests.Training;

/// <summary>Classes of objects from class images: with data set files, with images for validation, with one image, and going on with a model.</summary>
public sealed class TrainingClassesTests : IDisposable
{
    private const int Side = 64;
    private readonly TemporaryFolder _folder = new();
    private readonly Files _files = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Class_images_go_with_a_data_set_file()
    {
        WriteSet("a", "b");
        Add("classes", "a", 1, 2);
        Add("classes", "b", 2, 2);
        Assert.Equal(2, Trained("--dataset", _folder.File("data.npz"), "--classes", _folder.File("classes")).NClasses);
    }

    [Fact]
    public void Images_for_validation_may_have_the_names_of_images_to_train_on_and_have_their_own_classes()
    {
        WriteSet("a");
        Add("classes", "a", 1, 1);
        Add("val", "a", 0, 0);
        Add("val-masks", "a", 1, 2);
        Add("val-classes", "a", 3, 1);
        string[] words = ["--dataset", _folder.File("data.npz"), "--classes", _folder.File("classes"), "--validation-images", _folder.File("val"), "--validation-masks", _folder.File("val-masks")];
        var config = Trained([.. words, "--validation-classes", _folder.File("val-classes")]);
        Assert.Equal(3, config.NClasses);
        Directory.Delete(_folder.File("model"), recursive: true);
        Directory.Delete(_folder.File("model.training"), recursive: true);
        Assert.Equal(1, Trained(words).NClasses); // those of the same names
    }

    [Fact]
    public void Each_half_of_a_single_image_keeps_the_classes_of_its_objects()
    {
        var whole = new TrainingPair("only", new Image2D("only", 96, 64, [new byte[96 * 64]]), Shape(96, 1, 2));
        Add("classes", "only", 96, 4, 5);
        var halves = new HalvedPair(new InMemoryTrainingSet([whole]));
        var classes = TrainingClasses.Open(Settings("--classes", _folder.File("classes")), new InMemoryTrainingSet([whole]), null, _ => halves.WholeName, [], () => _files)!;
        Assert.Equal(4, classes.ClassOf(halves.NameOf(0), 1));
        Assert.Equal(5, classes.ClassOf(halves.NameOf(1), 2));
        Assert.Null(classes.ClassOf(halves.NameOf(1), 3));
        Assert.Equal(5, classes.Largest(CancellationToken.None));
    }

    [Fact]
    public void Classes_are_numbered_as_the_model_numbers_them_that_is_trained_further()
    {
        var pairs = new InMemoryTrainingSet([Pair("a")]);
        Add("classes", "a", 1, 2);
        TrainingClasses Open(string names) =>
            TrainingClasses.Open(Settings("--classes", _folder.File("classes"), "--class-names", names, "--start-from", "m"), pairs, null, n => n, ["mitotic", "resting"], () => _files)!;
        Assert.Equal(2, Open("resting,mitotic").ClassOf("a", 1));
        Assert.Equal(1, Open("resting,mitotic").ClassOf("a", 2));
        Assert.Contains("does not know the class \"dead\", only mitotic, resting", Assert.Throws<UserAdviceException>(() => Open("dead,mitotic")).Message);
        Assert.Contains("have the class 2, but --class-names names 1", Assert.Throws<UserAdviceException>(() => Open("resting").ClassOf("a", 2)).Message);
    }

    [Fact]
    public void A_model_without_classes_learns_some_and_keeps_what_it_knows()
    {
        WriteSet("a", "b");
        Add("classes", "a", 1, 2);
        Add("classes", "b", 1, 2);
        var start = Server.TinyModel.Save(_folder.Path, "no classes");
        var config = Trained("--dataset", _folder.File("data.npz"), "--classes", _folder.File("classes"), "--class-names", "left,right", "--start-from", start, "--lr", "1e-9");
        Assert.Equal(2, config.NClasses);
        Assert.Equal(["left", "right"], ModelFolder.LoadInfo(_folder.File("model")).Classes);
        var (before, after) = (ModelFolder.LoadWeights(start), ModelFolder.LoadWeights(_folder.File("model")));
        Assert.All(before, w => Assert.Equal(w.Value.Max(), after[w.Key].Max(), 1e-6f));
        Assert.Equal(before["features.weight"][5], after["features_class.weight"][5], 1e-6f);
    }

    [Fact]
    public void Classes_that_cannot_be_learnt_are_told_before_the_training()
    {
        WriteSet("a", "b");
        Add("classes", "a", 1, 2);
        Assert.Contains("\"b\" has no class image", Advice("--dataset", _folder.File("data.npz"), "--classes", _folder.File("classes")));
        Add("classes", "b", 3, 1);
        Assert.Contains("have the class 3, but 2 classes are asked for", Advice("--dataset", _folder.File("data.npz"), "--classes", _folder.File("classes"), "--class-names", "x,y"));
        Assert.Contains("--validation-classes are given without --classes", Advice("--dataset", _folder.File("data.npz"), "--validation-classes", _folder.File("classes")));
        Assert.Contains("which are not given", Advice("--dataset", _folder.File("data.npz"), "--classes", _folder.File("classes"), "--validation-classes", _folder.File("classes")));
    }

    private string Advice(params string[] words) => Assert.Throws<UserAdviceException>(() => Trained(words)).Message;

    private StarDistConfig Trained(params string[] words)
    {
        var job = TrainingJob.Open(Settings(words), new ModelCatalog([_folder.Path]), () => _files);
        _ = job.Read(null, CancellationToken.None);
        var outcome = job.Train(_ => { }, _ => { }, new Progress<ProgressReport>(), CancellationToken.None, CancellationToken.None);
        return ModelFolder.LoadConfig<StarDistConfig>(outcome.ModelFolder);
    }

    private TrainingSettings Settings(params string[] words)
    {
        var options = new TrainOptions();
        string[] all =
        [
            "train", "--out", _folder.File("model"), "--epochs", "1", "--steps", "1", .. words.Contains("--start-from") ? [] : new[] { "--rays", "8", "--grid", "2", "--depth", "1", "--filters", "4" },
            "--patch", "32", "--batch", "1", "--device", "cpu", "--threads", "1", "--loader-threads", "1", .. words,
        ];
        return new TrainingSettingsReader(options).Read(new RootCommand { TrainCommand.Create(options) }.Parse(all));
    }

    private void WriteSet(params string[] names) => DatasetFile.Write(_folder.File("data.npz"), new InMemoryTrainingSet(names.Select(Pair)));

    private static TrainingPair Pair(string name) => new(name, new Image2D(name, Side, Side, [TinyScene.Draw(Side, 1).Image]), Shape(Side, 1, 2));

    private void Add(string folder, string name, int first, int second) => Add(folder, name, Side, first, second);

    private void Add(string folder, string name, int width, int first, int second)
    {
        Directory.CreateDirectory(_folder.File(folder));
        var path = Path.Combine(_folder.File(folder), name + ".tif");
        File.WriteAllBytes(path, [0]); // what is in it is asked of the reader
        _files.Labels[path] = Shape(width, first, second);
    }

    // One object on the left, one on the right.
    private static LabelImage Shape(int width, int first, int second)
    {
        var labels = new LabelImage(width, Side, new int[width * Side]);
        for (var y = 20; y < 34; y++)
        {
            for (var x = 8; x < 22; x++)
            {
                labels[y, x] = first;
                labels[y, width - 1 - x] = second;
            }
        }

        return labels;
    }

    private sealed class Files : IImageReader
    {
        public Dictionary<string, LabelImage> Labels { get; } = [];

        public Image2D ReadImage(string path) => new(path, Side, Side, [TinyScene.Draw(Side, 1).Image]);

        public LabelImage ReadLabels(string path) => Labels[path];
    }
}
