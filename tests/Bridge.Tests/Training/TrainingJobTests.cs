using System.CommandLine;
using FijiBridge.Bridge.Cli;
using FijiBridge.Bridge.Tests.Cli;
using FijiBridge.Bridge.Training;
using FijiBridge.Engine.Packages;
using FijiBridge.Engine;
using FijiBridge.Engine.Data;
using FijiBridge.Engine.Images;
using FijiBridge.Engine.Labels;
using FijiBridge.Engine.Instances;
using FijiBridge.Engine.Models;
using FijiBridge.Engine.StarDist;
using FijiBridge.Engine.Training;
using FijiBridge.Engine.UNet;
using Xunit;

namespace FijiBridge.Bridge.Tests.Training;

/// <summary>Training sets as users have them: each is trained on, or refused in one sentence.</summary>
public sealed class TrainingJobTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _notes = [];
    private readonly List<TrainingEvent> _events = [];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Mixed_bit_depths_and_sizes_and_objects_of_one_pixel_are_trained_on()
    {
        var (pixels, labels) = TinyScene.Draw(64, 1);
        var words = Array.ConvertAll(pixels, p => (ushort)(p * 100));
        var single = Array.ConvertAll(labels, l => (int)l);
        single[0] = 100;
        single[63] = 101;
        var (large, largeLabels) = TinyScene.Draw(96, 2);
        var outcome = Train(
            Pair("bytes", 64, pixels, labels),
            new TrainingPair("words", new Image2D("words", 64, 64, [words]), new LabelImage(64, 64, single)),
            Pair("floats", 96, Array.ConvertAll(large, p => p / 255f), largeLabels));
        Assert.True(ModelFolder.IsModel(outcome.ModelFolder));
        Assert.True(double.IsFinite(outcome.Training.BestLoss));
        Assert.Contains(_notes, n => n.StartsWith("2 of the objects are single pixels, first in words; ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void One_object_is_enough_and_a_validation_set_without_objects_has_no_accuracy(int withObject)
    {
        var (pixels, _) = TinyScene.Draw(64, 1);
        var one = new ushort[64 * 64];
        for (var i = 0; i < 100; i++)
        {
            one[((20 + (i / 10)) * 64) + 20 + (i % 10)] = 1;
        }

        var outcome = Train(Pair("a", 64, pixels, withObject == 0 ? one : new ushort[64 * 64]), Pair("b", 64, pixels, withObject == 1 ? one : new ushort[64 * 64]));
        Assert.Contains(_notes, n => n.StartsWith("1 masks have no object", StringComparison.Ordinal));
        var info = ModelFolder.LoadInfo(outcome.ModelFolder);
        var judged = info.Training!.ValidationImages.Single() == (withObject == 0 ? "a" : "b");
        Assert.Equal(judged ? 10 : 0, outcome.Metrics.Single().Rows.Count);
        Assert.Equal(judged, _events.Any(e => e.Losses.ContainsKey("val_ap50")));
        Assert.Equal(!judged, _events.Any(e => e.Message?.StartsWith("The images for validation have no object", StringComparison.Ordinal) ?? false));
        Assert.Equal(!judged, File.ReadAllText(Path.Combine(outcome.ModelFolder, ModelFolder.CardFile)).Contains("Not defined: these images have no object."));
        Assert.All(outcome.Metrics.Single().Rows, r => Assert.True(double.IsFinite(r.AveragePrecision) && double.IsFinite(r.PanopticQuality)));
        if (!judged)
        {
            Assert.Equal(StarDistThresholds.Default, outcome.Thresholds); // not the ones that find the least
        }
    }

    [Fact]
    public void Masks_of_foreground_and_background_are_told_where_objects_are_to_be_found()
    {
        var (pixels, labels) = TinyScene.Draw(64, 1);
        var binary = Array.ConvertAll(labels, l => (ushort)(l > 0 ? 255 : 0));
        TrainingPair[] pairs = [Pair("a", 64, pixels, labels), Pair("b", 64, pixels, binary)];
        _ = Train(pairs);
        Assert.Contains(_notes, n => n.StartsWith("1 masks have a single value for several separate pieces, first b; ", StringComparison.Ordinal));
        _notes.Clear();
        _ = Train(["--task", "unet", "--predict", "semantic", "--overwrite"], pairs);
        Assert.DoesNotContain(_notes, n => n.Contains("a single value", StringComparison.Ordinal));
    }

    [Fact]
    public void One_image_is_cut_in_two()
    {
        var (pixels, labels) = TinyScene.Draw(96, 1);
        var outcome = Train(Pair("only", 96, pixels, labels));
        Assert.Contains(_notes, n => n.Contains("one half of it is trained on", StringComparison.Ordinal));
        var info = ModelFolder.LoadInfo(outcome.ModelFolder);
        Assert.Contains("only (", Assert.Single(info.Training!.ValidationImages));
    }

    [Fact]
    public void The_halves_of_an_image_are_its_halves()
    {
        var labels = new LabelImage(4, 2, [1, 1, 2, 2, 3, 3, 4, 4]);
        var halves = new HalvedPair(new InMemoryTrainingSet([new TrainingPair("x", new Image2D("x", 4, 2, [new byte[] { 1, 2, 3, 4, 5, 6, 7, 8 }]), labels)]));
        Assert.Equal(new byte[] { 1, 2, 5, 6 }, halves.Load(0).Image.Plane(0));
        Assert.Equal([2, 2, 4, 4], halves.Load(1).Labels.Pixels);
    }

    [Fact]
    public void Colour_images_become_grey_for_a_model_of_one_channel()
    {
        var start = Server.TinyModel.Save(_folder.Path, "grey-model");
        var (pixels, labels) = TinyScene.Draw(64, 1);
        TrainingPair Colour(string name) =>
            new(name, new Image2D(name, 64, 64, [pixels, Array.ConvertAll(pixels, p => (byte)(p / 2)), new byte[64 * 64]], null, isRgb: true), Labels(64, labels));
        var grey = new GreyPairs(new InMemoryTrainingSet([Colour("a")])).Load(0).Image;
        Assert.Equal(1, grey.Channels);
        Assert.Equal((pixels[9] + (pixels[9] / 2)) / 3.0, ((byte[])grey.Plane(0))[9], 0.51);

        var outcome = Train(["--start-from", start], Colour("a"), Colour("b"));
        Assert.Contains(_notes, n => n.StartsWith("The colours were turned into grey values", StringComparison.Ordinal));
        Assert.Equal("grey-model", ModelFolder.LoadInfo(outcome.ModelFolder).Training!.FineTunedFrom);
    }

    [Fact]
    public void Images_with_other_channels_than_the_model_to_start_from_are_refused()
    {
        var start = Server.TinyModel.Save(_folder.Path, "grey-model");
        var (pixels, labels) = TinyScene.Draw(64, 1);
        TrainingPair Two(string name) => new(name, new Image2D(name, 64, 64, [pixels, pixels]), Labels(64, labels));
        Assert.Contains("have 2 channel(s) and the model", Assert.Throws<UserAdviceException>(() => Train(["--start-from", start], Two("a"), Two("b"))).Message);
    }

    [Fact]
    public void A_fine_tuned_model_keeps_normalisation_and_refinement_of_its_start()
    {
        var start = _folder.File("start");
        using (var net = new StarDistNet(new StarDistConfig { NRays = 8, Grid = [2, 2], UnetNDepth = 1, UnetNFilterBase = 4, NetConvAfterUnet = 8 }))
        {
            ModelPackage.Save(start, net, StarDistThresholds.Default, new ModelInfo { RefineShapes = true, Normalization = NormalizationOptions.Default with { Low = 3 } });
        }

        var (pixels, labels) = TinyScene.Draw(64, 1);
        var info = ModelFolder.LoadInfo(Train(["--start-from", start], Pair("a", 64, pixels, labels), Pair("b", 64, pixels, labels)).ModelFolder);
        Assert.True(info.RefineShapes);
        Assert.Equal(3, info.Normalization.Low);
    }

    [Fact]
    public void Objects_larger_than_what_the_network_sees_are_told_before_the_training()
    {
        var (pixels, _) = TinyScene.Draw(96, 1);
        var one = Enumerable.Repeat((ushort)1, 96 * 96).ToArray();
        one[0] = 0;
        _ = Train(Pair("a", 96, pixels, one), Pair("b", 96, pixels, one));
        Assert.Contains(_notes, n => n.Contains("cannot see them whole", StringComparison.Ordinal));
        Assert.Contains(_notes, n => n.Contains("does not fit into a training patch of 32 x 32", StringComparison.Ordinal));
    }

    [Fact]
    public void Objects_larger_than_what_a_u_net_sees_are_told_in_pixels_of_the_images_whatever_its_scale()
    {
        var (pixels, _) = TinyScene.Draw(96, 1);
        var one = Enumerable.Repeat((ushort)1, 96 * 96).ToArray();
        one[0] = 0;
        string[] small = ["--task", "unet", "--scale", "0.5", "--norm", "none"];
        _ = Train(small, Pair("a", 96, pixels, one), Pair("b", 96, pixels, one));
        var reach = ReceptiveField.Of(new UNetConfig { Depth = 1, FilterBase = 4 }).HaloX;
        Assert.Contains(_notes, n => n.Contains($"sees only {2 * reach} pixels around each pixel and cannot see them whole; use more depth or a smaller scale", StringComparison.Ordinal));
        Assert.Contains(_notes, n => n.Contains("does not fit into a training patch of 64 x 64", StringComparison.Ordinal)); // 32 of the network

        _notes.Clear();
        _ = Train([.. small, "--predict", "semantic", "--overwrite"], Pair("a", 96, pixels, one), Pair("b", 96, pixels, one));
        Assert.DoesNotContain(_notes, n => n.Contains("cannot see them whole", StringComparison.Ordinal));
    }

    [Fact]
    public void A_fine_tuned_u_net_is_used_as_its_start_is_unless_something_else_is_asked_for()
    {
        var start = _folder.File("start");
        using (var net = new UNetNet(new UNetConfig { Depth = 1, FilterBase = 4, InsideSeeds = true }))
        {
            ModelPackage.Save(start, net, InstanceThresholds.Default, new ModelInfo { Name = "start", Flips = true, Scale = 0.5, MedianDiameter = 44 });
        }

        var (pixels, labels) = TinyScene.Draw(96, 1);
        TrainingPair[] pairs = [Pair("a", 96, pixels, labels), Pair("b", 96, pixels, labels)];
        var tuned = Train(["--start-from", start], pairs).ModelFolder;
        Assert.True(ModelFolder.LoadInfo(tuned).Flips);
        Assert.Equal(0.5, ModelFolder.LoadInfo(tuned).Scale);
        Assert.True(ModelFolder.LoadConfig<UNetConfig>(tuned).InsideSeeds);
        Assert.Contains(_notes, n => n.StartsWith("--depth, --filters: without effect, since the network of ", StringComparison.Ordinal));
        Assert.Contains(_notes, n => n.Contains("those that start learned were 22; a scale of 1.", StringComparison.Ordinal));

        Assert.False(ModelFolder.LoadInfo(Train(["--start-from", start, "--flips", "false", "--overwrite"], pairs).ModelFolder).Flips);
    }

    [Theory]
    [InlineData("--loss: for U-Nets, and a StarDist model is trained; add --task unet", "--loss", "ce=1,dice=1")]
    [InlineData("--predict, --norm: for U-Nets", "--predict", "semantic", "--norm", "group")]
    public void Options_of_u_nets_are_not_taken_for_a_star_dist_model(string words, params string[] options)
    {
        var (pixels, labels) = TinyScene.Draw(64, 1);
        Assert.Contains(words, Assert.Throws<UserAdviceException>(() => Train(options, Pair("a", 64, pixels, labels), Pair("b", 64, pixels, labels))).Message);
    }

    [Fact]
    public void Images_to_train_on_without_objects_are_told()
    {
        var (pixels, labels) = TinyScene.Draw(64, 1);
        foreach (var withObjects in new[] { "a", "b" })
        {
            _events.Clear();
            var outcome = Train(["--overwrite"], Pair("a", 64, pixels, withObjects == "a" ? labels : new ushort[64 * 64]), Pair("b", 64, pixels, withObjects == "b" ? labels : new ushort[64 * 64]));
            var isForValidation = ModelFolder.LoadInfo(outcome.ModelFolder).Training!.ValidationImages.Single() == withObjects;
            Assert.Equal(isForValidation, _events.Any(e => e.Message?.StartsWith("The images to train on have no object", StringComparison.Ordinal) ?? false));
        }
    }

    private static LabelImage Labels(int side, ushort[] labels) => new(side, side, Array.ConvertAll(labels, l => (int)l));

    private static TrainingPair Pair(string name, int side, Array pixels, ushort[] labels) => new(name, new Image2D(name, side, side, [pixels]), Labels(side, labels));

    private TrainingOutcome Train(params TrainingPair[] pairs) => Train([], pairs);

    private TrainingOutcome Train(string[] more, params TrainingPair[] pairs)
    {
        var data = _folder.File("data.npz");
        DatasetFile.Write(data, new InMemoryTrainingSet(pairs));
        var options = new TrainOptions();
        string[] words =
        [
            "train", "--dataset", data, "--out", _folder.File("model"), "--epochs", "1", "--steps", "2", "--rays", "8", "--grid", "2", "--depth", "1", "--filters", "4",
            "--patch", "32", "--batch", "1", "--device", "cpu", "--threads", "1", "--loader-threads", "1", "--full-validation", "1", .. more,
        ];
        var settings = new TrainingSettingsReader(options).Read(new RootCommand { TrainCommand.Create(options) }.Parse(words));
        var job = TrainingJob.Open(settings, new ModelCatalog([_folder.Path]), () => throw new InvalidOperationException("there are no image files"));
        _notes.AddRange(job.Read(null, CancellationToken.None));
        return job.Train(_events.Add, _ => { }, new Progress<ProgressReport>(), CancellationToken.None, CancellationToken.None);
    }
}
