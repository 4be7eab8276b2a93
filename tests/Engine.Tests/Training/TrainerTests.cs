using FijiBridge.Engine.Data;
using FijiBridge.Engine.Images;
using FijiBridge.Engine.Labels;
using FijiBridge.Engine.Models;
using FijiBridge.Engine.Training;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace FijiBridge.Engine.Tests.Training;

[Collection(LibtorchGenerator.Name)]
public sealed class TrainerTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("fijibridge-trainer-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Training_lowers_the_loss_and_keeps_the_best_weights()
    {
        using var task = new LineTask();
        var result = Train(task, Options with { Epochs = 30 });
        Assert.Equal(30, result.EpochsDone);
        Assert.True(result.BestLoss < 0.1 * result.History[0].Values["val_loss"]);
        Assert.Equal(result.History.Min(r => r.Values["val_loss"]), result.BestLoss);
        Assert.Equal(["history.csv", "best.safetensors", "last.safetensors"], Directory.GetFiles(_folder).Select(Path.GetFileName).OrderBy(f => f == "history.csv" ? 0 : 1).ThenBy(f => f));
        var best = SafetensorsFile.Read(Path.Combine(_folder, Trainer.BestFile)).Tensors;
        Assert.Equal(best["weight"].Values, Weights(task));
    }

    [Theory]
    [InlineData(0.0, LearningRateSchedule.Plateau)]
    [InlineData(0.99, LearningRateSchedule.Cosine)]
    public void Resuming_after_a_cancel_in_the_middle_of_an_epoch_gives_the_same_bits(double ema, LearningRateSchedule schedule)
    {
        var options = Options with { Epochs = 6, EmaDecay = ema, Schedule = schedule, ClipNorm = 0.5, PlateauPatience = 1, WeightDecay = 0.01 };
        using var whole = new LineTask(dropout: true);
        var uninterrupted = Train(whole, options);
        var history = File.ReadAllText(Path.Combine(_folder, Trainer.HistoryCsv));
        var state = SafetensorsFile.Read(Path.Combine(_folder, Trainer.LastFile)).Tensors;
        Array.ForEach(Directory.GetFiles(_folder), File.Delete);

        using var cancelled = new LineTask(dropout: true);
        using var source = new CancellationTokenSource();
        cancelled.OnBatch = n =>
        {
            if (n == 37) // within epoch 3 of 16 batches (10 steps, 6 validations)
            {
                source.Cancel();
            }
        };
        Assert.Throws<OperationCanceledException>(() => Train(cancelled, options, ct: source.Token));
        using var resumed = new LineTask(dropout: true, seed: 99); // other weights: they must come from the checkpoint
        var events = new List<TrainingEvent>();
        var result = Train(resumed, options, events.Add);

        Assert.StartsWith("Resumed after epoch 2.", events[0].Message);
        Assert.Equal(uninterrupted.BestEpoch, result.BestEpoch);
        Assert.Equal(Weights(whole), Weights(resumed));
        Assert.Equal(history, File.ReadAllText(Path.Combine(_folder, Trainer.HistoryCsv)));
        var after = SafetensorsFile.Read(Path.Combine(_folder, Trainer.LastFile)).Tensors;
        Assert.Equal(state.Keys.Order(), after.Keys.Order());
        Assert.All(state.Keys, k => Assert.Equal(state[k].Values, after[k].Values));
    }

    [Fact]
    public void Finishing_early_keeps_the_best_weights_and_says_so()
    {
        using var task = new LineTask();
        using var finish = new CancellationTokenSource();
        task.OnBatch = n =>
        {
            if (n == 40)
            {
                finish.Cancel();
            }
        };
        var result = Train(task, Options with { Epochs = 50 }, finish: finish.Token);
        Assert.True(result.StoppedEarly);
        Assert.Equal(2, result.EpochsDone);
        Assert.Equal(SafetensorsFile.Read(Path.Combine(_folder, Trainer.BestFile)).Tensors["weight"].Values, Weights(task));
    }

    [Fact]
    public void Early_stopping_ends_after_the_patience_without_a_better_validation()
    {
        using var task = new LineTask { ConstantLoss = true };
        var result = Train(task, Options with { Epochs = 50, EarlyStoppingPatience = 4 });
        Assert.Equal(5, result.EpochsDone);
        Assert.Equal(1, result.BestEpoch);
    }

    [Fact]
    public void Plateau_halves_the_rate_after_the_patience()
    {
        using var task = new LineTask { ConstantLoss = true };
        var result = Train(task, Options with { Epochs = 7, PlateauPatience = 2 });
        Assert.Equal([0.1, 0.1, 0.1, 0.05, 0.05, 0.025, 0.025], result.History.Select(r => r.LearningRate));
    }

    [Fact]
    public void A_loss_that_is_not_finite_restores_the_last_checkpoint_and_halves_the_rate()
    {
        using var task = new LineTask();
        var poisoned = false;
        task.OnBatch = n =>
        {
            task.Poison = n == 20 && !poisoned;
            poisoned |= task.Poison;
        };
        var events = new List<TrainingEvent>();
        var result = Train(task, Options with { Epochs = 3, Schedule = LearningRateSchedule.Constant }, events.Add);
        var notice = Assert.Single(events, e => e.Kind == TrainingEventKind.Notice);
        Assert.Contains("epoch 2", notice.Message);
        Assert.Contains("restored and the learning rate is halved", notice.Message);
        Assert.Equal([0.1, 0.05, 0.05], result.History.Select(r => r.LearningRate));
        Assert.All(Weights(task), w => Assert.True(float.IsFinite(w)));
    }

    [Fact]
    public void A_batch_that_does_not_fit_is_taken_in_parts_that_give_the_same_steps()
    {
        var options = Options with { BatchSize = 5, Epochs = 2, Schedule = LearningRateSchedule.Constant };
        using var whole = new LineTask();
        var expected = Train(whole, options);
        Array.ForEach(Directory.GetFiles(_folder), File.Delete);

        using var small = new LineTask { LargestBatch = 2 };
        var events = new List<TrainingEvent>();
        var result = Train(small, options, events.Add);

        var notices = events.Where(e => e.Kind == TrainingEventKind.Notice).Select(e => e.Message!).ToList();
        Assert.Equal(2, notices.Count); // 2 parts have 3 samples, 4 parts have 2
        Assert.Contains("A batch of 5 patches does not fit in the memory of cpu: it is taken in 4 parts", notices[1]);
        Assert.All(Weights(whole).Zip(Weights(small)), p => Assert.Equal(p.First, p.Second, 1e-5f));
        Assert.All(expected.History.Zip(result.History), r => Assert.Equal(r.First.Values["loss"], r.Second.Values["loss"], 1e-5));
    }

    [Fact]
    public void A_model_that_no_epoch_improves_is_kept_also_over_an_interruption()
    {
        using var task = new LineTask();
        using (no_grad())
        {
            var state = task.Network.state_dict();
            state["weight"].copy_(tensor(new[] { 2f, -1 }).reshape(1, 2, 1, 1)); // the line itself
            state["bias"].fill_(0.5);
        }

        var start = Weights(task);
        var options = Options with { Epochs = 3 };
        using var source = new CancellationTokenSource();
        Assert.ThrowsAny<OperationCanceledException>(() => Train(task, options, e => { if (e.Kind == TrainingEventKind.Epoch) source.Cancel(); }, ct: source.Token, keepsStart: true));
        var events = new List<TrainingEvent>();
        var result = Train(task, options, events.Add, keepsStart: true);
        Assert.Equal(0, result.BestEpoch);
        Assert.Equal(start, Weights(task));
        Assert.Contains("No epoch was better on the images for validation than the model that the training started from", events[^1].Message);
    }

    [Fact]
    public void A_model_that_gets_better_is_not_kept()
    {
        using var task = new LineTask();
        var result = Train(task, Options, keepsStart: true);
        Assert.True(result.BestEpoch > 0);
    }

    [Fact]
    public void A_patch_that_never_fits_ends_with_advice()
    {
        using var task = new LineTask { LargestBatch = 0 };
        Assert.Contains("Not even one patch", Assert.Throws<UserAdviceException>(() => Train(task, Options)).Message);
    }

    [Fact]
    public void Step_schedule_multiplies_the_rate_every_so_many_epochs()
    {
        using var task = new LineTask();
        var result = Train(task, Options with { Epochs = 5, Schedule = LearningRateSchedule.Step, StepEvery = 2, StepFactor = 0.5 });
        Assert.Equal([0.1, 0.1, 0.05, 0.05, 0.025], result.History.Select(r => r.LearningRate));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.1)]
    public void Sgd_takes_the_steps_of_its_formula(double decay)
    {
        using var net = nn.Conv2d(1, 1, 1);
        using (no_grad())
        {
            net.weight!.fill_(2);
            net.bias!.zero_();
        }

        using var sgd = new SgdOptimizer(net, 0.5, decay);
        double w = 2, v = 0;
        for (var step = 0; step < 4; step++)
        {
            sgd.ZeroGrad();
            using var scope = NewDisposeScope();
            net.weight!.square().sum().backward(); // gradient 2 w
            sgd.Update(0.1);
            v = (0.5 * v) + (2 * w) + (decay * w);
            w -= 0.1 * v;
            Assert.Equal(w, net.weight!.item<float>(), 1e-5);
        }
    }

    [Fact]
    public void Losses_that_are_never_finite_end_with_advice()
    {
        using var task = new LineTask { Poison = true };
        var error = Assert.Throws<UserAdviceException>(() => Train(task, Options));
        Assert.Contains("not a finite number 4 times", error.Message);
        Assert.Contains("lower the learning rate", error.Message);
    }

    [Fact]
    public void Losses_that_are_not_finite_now_and_then_do_not_end_a_long_training()
    {
        using var task = new LineTask();
        var result = TrainPoisoned(task, 60, [1, 12, 23, 34, 45]);
        Assert.Equal(60, result.EpochsDone);
        Assert.Equal(0.1 / 32, result.History[^1].LearningRate, 1e-9); // the halved rates stay
    }

    [Theory]
    [InlineData(13, true)]
    [InlineData(12, false)]
    public void Ten_good_epochs_make_restores_count_anew_over_a_resume_too(int fourth, bool goesOn)
    {
        using var task = new LineTask();
        TrainPoisoned(task, 6, [1, 2, 3]);
        using var again = new LineTask();
        var resumed = () => TrainPoisoned(again, 20, [fourth], 6);
        if (goesOn)
        {
            Assert.Equal(20, resumed().EpochsDone);
        }
        else
        {
            Assert.Contains("not a finite number 4 times without 10 good epochs between", Assert.Throws<UserAdviceException>(resumed).Message);
        }
    }

    [Fact]
    public void Other_images_on_resume_are_refused_but_not_with_a_checkpoint_that_does_not_know_them()
    {
        static InMemoryTrainingSet Set(params string[] names) => new([.. names.Select(n => new TrainingPair(n, Image2D.FromFloats(n, 1, 1, [0]), new LabelImage(1, 1)))]);
        static Dictionary<string, string> Settings(params string[] names) => new() { ["images"] = "3", [TrainingFingerprint.ImageNames] = TrainingFingerprint.NamesOf(Set(names)) };
        string Refused(Dictionary<string, string> now, string key = TrainingFingerprint.ImageNames)
        {
            var before = Settings("a", "b", "c");
            before[key] = before[TrainingFingerprint.ImageNames];
            return Assert.Throws<UserAdviceException>(() => TrainingFingerprint.Check(before, now, _folder)).Message;
        }

        TrainingFingerprint.Check(Settings("a", "b", "c"), Settings("c", "a", "b"), _folder); // another order of the disk
        TrainingFingerprint.Check(new Dictionary<string, string> { ["images"] = "3" }, Settings("a", "b", "d"), _folder);
        Assert.Contains($"{_folder} was started with other images (1 name differs, such as 'b'): set it back", Refused(Settings("a", "c", "d")));
        Assert.Contains("other images (2 names differ, such as 'a')", Refused(Settings("x", "c", "y")));
        Assert.Contains("other images (1 name differs, such as 'b')", Refused(Settings("a", "a", "c")));
        var own = Settings("a", "b", "c");
        own[TrainingFingerprint.ValidationNames] = "a\nb\nz";
        Assert.Contains("started with other images for validation (1 name differs, such as 'c'): set", Refused(own, TrainingFingerprint.ValidationNames));
        var more = Settings("a", "b", "c", "d");
        more["images"] = "4";
        Assert.Contains("started with images = 3, now it is 4; other images (1 name differs, such as 'd'):", Refused(more));
    }

    [Fact]
    public void Changed_settings_on_resume_are_refused_with_both_values()
    {
        using var task = new LineTask();
        Train(task, Options with { Epochs = 1 });
        using var again = new LineTask();
        var error = Assert.Throws<UserAdviceException>(() => Train(again, Options with { Epochs = 2, BatchSize = 7 }));
        Assert.Contains("batch_size = 2, now it is 7", error.Message);
        using var other = new LineTask(settings: "wide");
        error = Assert.Throws<UserAdviceException>(() => Train(other, Options with { Epochs = 2 }));
        Assert.Contains("net = narrow, now it is wide", error.Message);
    }

    [Fact]
    public void Of_changed_settings_only_those_are_told_that_the_user_changed()
    {
        string Refused(TrainingOptions options, string settings)
        {
            using var changed = new LineTask(settings: settings);
            return Assert.Throws<UserAdviceException>(() => Train(changed, options with { Epochs = 2 })).Message;
        }

        using var task = new LineTask(settings: "{\"n_depth\": 3, \"loss\": {\"dice\": 0.5, \"class_weights\": null}}");
        Train(task, Options with { Epochs = 1 });
        Assert.Contains("started with net.n_depth = 3, now it is 4:", Refused(Options, "{\"n_depth\": 4, \"loss\": {\"dice\": 0.5, \"class_weights\": null}}"));
        Assert.Contains("started with net.loss.class_weights = none, now it is [1,2]:", Refused(Options, "{\"n_depth\": 3, \"loss\": {\"dice\": 0.5, \"class_weights\": [1, 2]}}"));
        const string same = "{\"n_depth\": 3, \"loss\": {\"dice\": 0.5, \"class_weights\": null}}";
        Assert.Contains("started with schedule = Plateau, now it is Cosine:", Refused(Options with { Schedule = LearningRateSchedule.Cosine }, same)); // and not that epochs count now
        Assert.Contains("started with optimizer = Adam, now it is Sgd:", Refused(Options with { Optimizer = OptimizerKind.Sgd }, same));
        Assert.Contains("batch_size = 2, now it is 3; seed = 42, now it is 1:", Refused(Options with { BatchSize = 3, Seed = 1 }, same));
    }

    [Fact]
    public void More_epochs_than_before_go_on_from_the_last()
    {
        using var task = new LineTask();
        Train(task, Options with { Epochs = 2 });
        using var again = new LineTask();
        Assert.Equal(5, Train(again, Options with { Epochs = 5 }).EpochsDone);
    }

    [Fact]
    public void A_damaged_checkpoint_is_named()
    {
        using var task = new LineTask();
        Train(task, Options with { Epochs = 1 });
        var path = Path.Combine(_folder, Trainer.LastFile);
        File.WriteAllBytes(path, File.ReadAllBytes(path)[..^50]);
        using var again = new LineTask();
        Assert.Contains(path, Assert.Throws<UserAdviceException>(() => Train(again, Options with { Epochs = 2 })).Message);
    }

    [Fact]
    public void Events_carry_losses_and_the_remaining_time()
    {
        using var task = new LineTask();
        var events = new List<TrainingEvent>();
        var time = new TickingTime();
        task.OnBatch = _ => time.Tick();
        Train(task, Options with { Epochs = 4 }, events.Add, time: time);
        Assert.Equal(TrainingEventKind.Started, events[0].Kind);
        Assert.Equal(TrainingEventKind.Finished, events[^1].Kind);
        var epochs = events.Where(e => e.Kind == TrainingEventKind.Epoch).ToList();
        Assert.Equal([1, 2, 3, 4], epochs.Select(e => e.Epoch));
        Assert.All(epochs, e => Assert.Contains("val_loss", e.Losses.Keys));
        Assert.Equal(epochs[1].Elapsed, epochs[1].Remaining); // half of the epochs are done
        Assert.Equal(TimeSpan.Zero, epochs[3].Remaining);
    }

    [Fact]
    public void History_file_reads_back_what_was_written()
    {
        using var task = new LineTask();
        var result = Train(task, Options with { Epochs = 3 });
        var read = HistoryFile.Read(Path.Combine(_folder, Trainer.HistoryCsv));
        Assert.Equal(result.History.Select(r => r.Values["val_loss"]), read.Select(r => r.Values["val_loss"]));
        Assert.Equal([1, 2, 3], read.Select(r => r.Epoch));
    }

    [Theory]
    [InlineData("batch size")]
    [InlineData("learning rate")]
    [InlineData("plateau factor")]
    public void Options_out_of_range_are_refused_by_name(string name)
    {
        var options = name switch
        {
            "batch size" => Options with { BatchSize = 0 },
            "learning rate" => Options with { LearningRate = 0 },
            _ => Options with { PlateauFactor = 1 },
        };
        using var task = new LineTask();
        Assert.Contains(name, Assert.Throws<UserAdviceException>(() => Train(task, options)).Message);
    }

    private static TrainingOptions Options => new()
    {
        Epochs = 5,
        StepsPerEpoch = 10,
        BatchSize = 2,
        LearningRate = 0.1,
        Device = "cpu",
        Threads = 1,
    };

    private TrainingResult Train(
        LineTask task, TrainingOptions options, Action<TrainingEvent>? report = null, CancellationToken finish = default, CancellationToken ct = default, TimeProvider? time = null,
        bool keepsStart = false)
    {
        var validation = Enumerable.Range(100, 6).Select(n => LineTask.Sample(n)).ToList();
        return new Trainer(task, options, _folder, time) { KeepsStart = keepsStart }.Run(step => new Lines(step, options.BatchSize), validation, report, null, finish, ct);
    }

    /// <summary>Trains; the first loss after so many epochs, once each, is not finite.</summary>
    private TrainingResult TrainPoisoned(LineTask task, int epochs, HashSet<int> after, int done = 0)
    {
        task.OnBatch = _ => task.Poison = after.Remove(done);
        return Train(task, Options with { Epochs = epochs, Schedule = LearningRateSchedule.Constant }, e => done = e.Kind == TrainingEventKind.Epoch ? e.Epoch : done);
    }

    private static float[] Weights(LineTask task) => task.Network.state_dict()["weight"].data<float>().ToArray();

    private sealed class TickingTime : TimeProvider
    {
        private long _now;

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => _now;

        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch;

        public void Tick() => _now++;
    }
}
