using FijiBridge.Engine.Files;
using FijiBridge.Engine.Models;
using FijiBridge.Engine.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace FijiBridge.Engine.Training;

/// <summary>
/// Trains the network of any <see cref="ITrainingTask"/>: steps, validation, learning rate, checkpoints, resume. After
/// each epoch the folder holds last.safetensors (the whole state; a run that finds it goes on there, on the CPU with the
/// same bits as an uninterrupted run with the same number of threads), best.safetensors (weights with the lowest validation loss) and history.csv.
/// When a loss is not finite the last checkpoint is put back and the rate is halved, three times at most without ten good epochs
/// between. A batch too large for the device's memory is taken in parts.
/// </summary>
/// <param name="task">What is trained; its network ends up with the best weights, on the CPU.</param>
/// <param name="options">How.</param>
/// <param name="folder">Folder of the checkpoints.</param>
/// <param name="time">Clock for elapsed and remaining time.</param>
public sealed class Trainer(ITrainingTask task, TrainingOptions options, string folder, TimeProvider? time = null)
{
    private const int MaxRestores = 3;
    private const int EpochsToForget = 10; // after so many good ones, restores are counted from the start
    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private readonly LearningRates _rates = new(options);
    private readonly ReduceOnPlateau _plateau = new(options.PlateauFactor, options.PlateauPatience);
    private readonly List<EpochRecord> _history = [];
    private TrainingState _state = new();
    private TrainingClock _clock = new(time ?? TimeProvider.System, options, 0);

    /// <summary>Name of the file with the whole state.</summary>
    public const string LastFile = "last.safetensors";

    /// <summary>Name of the file with the best weights.</summary>
    public const string BestFile = "best.safetensors";

    /// <summary>Name of the loss table.</summary>
    public const string HistoryCsv = "history.csv";

    /// <summary>The weights at the start are those of a model: they are validated too, and kept where no epoch is better.</summary>
    public bool KeepsStart { get; init; }

    private string LastPath => Path.Combine(folder, LastFile);

    private string BestPath => Path.Combine(folder, BestFile);

    /// <summary>Trains until all epochs are done, the rate of progress or the user ends it.</summary>
    /// <param name="samples">Opens the samples from an optimiser step on (from 0); called again after a restore.</param>
    /// <param name="validation">The fixed validation samples.</param>
    /// <param name="report">Receives progress, on the torch thread.</param>
    /// <param name="wholeImageMetrics">Metrics of the present network, every <see cref="TrainingOptions.FullValidationEvery"/> epochs.</param>
    /// <param name="finish">Ends the training after the running step; the best weights so far are kept.</param>
    /// <param name="ct">Stops at once; the last checkpoint is kept.</param>
    /// <exception cref="OperationCanceledException">Cancelled by <paramref name="ct"/>.</exception>
    /// <exception cref="UserAdviceException">Settings differ from those of the checkpoint, or the losses are not finite again and again.</exception>
    public TrainingResult Run(
        Func<long, ISampleSource> samples,
        IReadOnlyList<TrainingSample> validation,
        Action<TrainingEvent>? report = null,
        Func<IReadOnlyDictionary<string, double>>? wholeImageMetrics = null,
        CancellationToken finish = default,
        CancellationToken ct = default)
    {
        options.Check();
        if (validation.Count == 0)
        {
            throw new UserAdviceException("There are no validation samples; give at least two images with truth.");
        }

        AtomicFile.CreateFolder(folder);
        var device = ComputeDevice.Choose(options.Device, options.OnFallback);
        if (options.MixedPrecision)
        {
            TorchFeatures.RequireBFloat16(device.Device);
        }

        return TorchThread.Shared.Run(options.Threads, () => RunOnTorchThread(samples, validation, report ?? (_ => { }), wholeImageMetrics, device, finish, ct));
    }

    private TrainingResult RunOnTorchThread(
        Func<long, ISampleSource> samples,
        IReadOnlyList<TrainingSample> validation,
        Action<TrainingEvent> report,
        Func<IReadOnlyDictionary<string, double>>? wholeImageMetrics,
        ComputeDevice device,
        CancellationToken finish,
        CancellationToken ct)
    {
        using var scope = NewDisposeScope();
        var network = task.Network;
        network.to(device.Device);
        TorchFeatures.UseChannelsLast(network);
        TorchExtras.CudnnBenchmark = device.IsCuda; // all patches have one size: the first steps find the fastest algorithms
        using var optimizer = WeightOptimizer.Create(network, options);
        using var average = options.EmaDecay > 0 ? new WeightAverage(network, options.EmaDecay) : null;
        var checkpoints = new TrainingCheckpoints(LastPath, network, optimizer, average, _plateau);
        var epochs = new EpochRunner(task, options, new StepRunner(task, device, options.MixedPrecision), optimizer, average);
        var fingerprint = TrainingFingerprint.Of(options, task);
        if (File.Exists(LastPath))
        {
            var checkpoint = Checkpoint.Read(LastPath);
            TrainingFingerprint.Check(checkpoint.State.Fingerprint, fingerprint, folder);
            Restore(checkpoints, checkpoint);
        }
        else
        {
            _state = new TrainingState { Task = task.Name, Fingerprint = fingerprint };
            KeepStart(epochs, validation, network, ct);
            _state = checkpoints.Save(_state, _history);
        }

        _clock = new TrainingClock(_time, options, _state.Epoch);
        var resumed = _state.Epoch > 0 ? $"Resumed after epoch {_state.Epoch}." : null;
        report(Event(TrainingEventKind.Started, 0, [], 0, string.Join(" ", new[] { resumed, device.Notice, $"Device: {device.Device}.", FasterWay(device) }.Where(s => s is not null))) with { Device = device.Device.ToString() });
        var stopped = false;
        var source = samples(_state.Epoch * (long)options.StepsPerEpoch);
        try
        {
            while (_state.Epoch < options.Epochs && !stopped)
            {
                var losses = epochs.Train(
                    source, LearningRate, _state.BestEpoch > 0, (kind, step, means, rate, sentence) => report(Event(kind, step, means, rate, sentence)), finish, ct);
                if (losses is null)
                {
                    stopped = true; // finish was asked for
                    break;
                }

                var finite = double.IsFinite(losses["loss"]);
                if (finite)
                {
                    average?.Swap();
                    foreach (var (name, value) in epochs.Validate(validation, ct))
                    {
                        losses[$"val_{name}"] = value;
                    }

                    finite = double.IsFinite(losses["val_loss"]);
                    if (finite)
                    {
                        EndEpoch(losses, network, wholeImageMetrics, report);
                    }

                    average?.Swap();
                }

                if (finite)
                {
                    _state = checkpoints.Save(_state, _history);
                    stopped = options.EarlyStoppingPatience > 0 && _plateau.SinceBest >= options.EarlyStoppingPatience;
                    stopped |= finish.IsCancellationRequested;
                }
                else
                {
                    source.Dispose();
                    RestoreAfterNaN(checkpoints, report);
                    source = samples(_state.Epoch * (long)options.StepsPerEpoch);
                }
            }
        }
        finally
        {
            source.Dispose();
            optimizer.ZeroGrad();
            network.to(CPU);
            TorchExtras.TrimAllocator(); // a worker lives on after its training
        }

        return Finish(network, device, stopped, report);
    }

    private string? FasterWay(ComputeDevice device) =>
        options.MixedPrecision || _state.Epoch > 0 || device.IsCuda || !TorchFeatures.HasBFloat16(device.Device) ? null : "This CPU computes in bfloat16: with the option precision=bf16 it trains about twice as fast.";

    // Fine-tuning must not end with a model that is worse than the one it started from.
    private void KeepStart(EpochRunner epochs, IReadOnlyList<TrainingSample> validation, nn.Module network, CancellationToken ct)
    {
        if (KeepsStart && epochs.Validate(validation, ct)["loss"] is var loss && double.IsFinite(loss) && _plateau.Observe(loss))
        {
            SafetensorsFile.Write(BestPath, ModuleWeights.Get(network), new Dictionary<string, string> { ["epoch"] = "0" });
            _state = _state with { StartIsKept = true };
        }
    }

    private void EndEpoch(
        Dictionary<string, double> losses, nn.Module network, Func<IReadOnlyDictionary<string, double>>? wholeImageMetrics, Action<TrainingEvent> report)
    {
        var epoch = _state.Epoch + 1;
        var rate = LearningRate((epoch * (long)options.StepsPerEpoch) - 1);
        if (_plateau.Observe(losses["val_loss"]))
        {
            SafetensorsFile.Write(BestPath, ModuleWeights.Get(network), new Dictionary<string, string> { ["epoch"] = $"{epoch}" });
            _state = _state with { BestEpoch = epoch };
        }

        if (wholeImageMetrics is not null && options.FullValidationEvery > 0 && epoch % options.FullValidationEvery == 0)
        {
            foreach (var (name, value) in wholeImageMetrics())
            {
                losses[name] = value;
            }
        }

        _history.Add(new EpochRecord(epoch, rate, losses));
        var good = _state.SinceRestore + 1;
        _state = _state with { Epoch = epoch, SinceRestore = good, Restores = good < EpochsToForget ? _state.Restores : 0 };
        HistoryFile.Write(Path.Combine(folder, HistoryCsv), _history);
        report(Event(TrainingEventKind.Epoch, options.StepsPerEpoch, losses, rate, null));
    }

    private void RestoreAfterNaN(TrainingCheckpoints checkpoints, Action<TrainingEvent> report)
    {
        var restores = _state.Restores + 1;
        var scale = _state.RestoreScale / 2;
        if (restores > MaxRestores)
        {
            throw new UserAdviceException(
                FormattableString.Invariant($"The loss was not a finite number {restores} times without {EpochsToForget} good epochs between, last at a learning rate of {options.LearningRate * _state.RestoreScale:g3}; ")
                + "lower the learning rate or set gradient clipping to 1, and check the images for extreme values.");
        }

        Restore(checkpoints, Checkpoint.Read(LastPath));
        _state = _state with { Restores = restores, SinceRestore = 0, RestoreScale = scale };
        report(Event(
            TrainingEventKind.Notice, 0, [], options.LearningRate * scale,
            $"The loss was not a finite number in epoch {_state.Epoch + 1}: the weights after epoch {_state.Epoch} are restored and the learning rate is halved."));
    }

    private double LearningRate(long step) => _rates.At(step, _plateau.Scale, _state.RestoreScale);

    private void Restore(TrainingCheckpoints checkpoints, Checkpoint checkpoint)
    {
        _state = checkpoints.Restore(checkpoint);
        _history.Clear();
        _history.AddRange(_state.History);
    }

    private TrainingResult Finish(nn.Module network, ComputeDevice device, bool stopped, Action<TrainingEvent> report)
    {
        if (_state.BestEpoch > 0 || _state.StartIsKept)
        {
            ModuleWeights.Set(network, SafetensorsFile.Read(BestPath).Tensors, BestPath);
        }

        network.eval();
        HistoryFile.Write(Path.Combine(folder, HistoryCsv), _history);
        report(Event(
            TrainingEventKind.Finished, 0, [], 0,
            _state.BestEpoch == 0 && _state.StartIsKept
                ? FormattableString.Invariant($"No epoch was better on the images for validation than the model that the training started from (validation loss {_plateau.Best:g5}): its weights are kept. More images, more epochs or another learning rate may help.")
                : FormattableString.Invariant($"Best validation loss {_plateau.Best:g5} after epoch {_state.BestEpoch} of {_state.Epoch}.")));
        return new TrainingResult(_state.Epoch, _state.BestEpoch, _plateau.Best, device.Device.ToString(), stopped && _state.Epoch < options.Epochs, [.. _history]);
    }

    private TrainingEvent Event(TrainingEventKind kind, int step, Dictionary<string, double> losses, double rate, string? message) =>
        _clock.Event(_state.Epoch, kind, step, losses, rate, message);
}
