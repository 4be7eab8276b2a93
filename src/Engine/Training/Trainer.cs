using FijiBridge.Engine.Files;
using FijiBridge.Engine.Models;
using FijiBridge.Engine.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace FijiBridge.Engine.Training;

/// <summary>What a training came to.</summary>
/// <param name="EpochsDone">Epochs done.</param>
/// <param name="BestEpoch">Epoch of the weights that are kept.</param>
/// <param name="BestLoss">Their validation loss.</param>
/// <param name="Device">Device of the last run, for example "cuda:0".</param>
/// <param name="StoppedEarly">True where it ended before all epochs, by the user or for lack of progress.</param>
/// <param name="History">One row per epoch.</param>
public sealed record TrainingResult(int EpochsDone, int BestEpoch, double BestLoss, string Device, bool StoppedEarly, IReadOnlyList<EpochRecord> History);

/// <summary>
/// Trains the network of any <see cref="ITrainingTask"/>: steps, validation, learning rate, checkpoints, resume. After
/// each epoch the folder holds last.safetensors (the whole state; a run that finds it goes on there, on the CPU with the
/// same bits as an uninterrupted run), best.safetensors (weights with the lowest validation loss) and history.csv.
/// When a loss is not finite the last checkpoint is put back and the rate is halved, three times at most.
/// </summary>
/// <param name="task">What is trained; its network ends up with the best weights, on the CPU.</param>
/// <param name="options">How.</param>
/// <param name="folder">Folder of the checkpoints.</param>
/// <param name="time">Clock for elapsed and remaining time.</param>
public sealed class Trainer(ITrainingTask task, TrainingOptions options, string folder, TimeProvider? time = null)
{
    private const int MaxRestores = 3;
    private const int StepsBetweenReads = 10; // reading a loss makes the program wait for the GPU
    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private readonly ReduceOnPlateau _plateau = new(options.PlateauFactor, options.PlateauPatience);
    private readonly List<EpochRecord> _history = [];
    private TrainingState _state = new();
    private long _started;
    private int _firstEpoch;

    /// <summary>Name of the file with the whole state.</summary>
    public const string LastFile = "last.safetensors";

    /// <summary>Name of the file with the best weights.</summary>
    public const string BestFile = "best.safetensors";

    /// <summary>Name of the loss table.</summary>
    public const string HistoryCsv = "history.csv";

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
        TorchThread.Shared.UseThreads(options.Threads);
        return TorchThread.Shared.Run(() => RunOnTorchThread(samples, validation, report ?? (_ => { }), wholeImageMetrics, device, finish, ct));
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
        using var optimizer = new AdamOptimizer(network, options.WeightDecay);
        using var average = options.EmaDecay > 0 ? new WeightAverage(network, options.EmaDecay) : null;
        var fingerprint = TrainingFingerprint.Of(options, task);
        if (File.Exists(LastPath))
        {
            var checkpoint = Checkpoint.Read(LastPath);
            TrainingFingerprint.Check(checkpoint.State.Fingerprint, fingerprint, folder);
            Restore(checkpoint, network, optimizer, average);
        }
        else
        {
            _state = new TrainingState { Task = task.Name, Fingerprint = fingerprint };
            Save(network, optimizer, average);
        }

        _started = _time.GetTimestamp();
        _firstEpoch = _state.Epoch;
        var resumed = _state.Epoch > 0 ? $"Resumed after epoch {_state.Epoch}." : null;
        report(Event(TrainingEventKind.Started, 0, [], 0, string.Join(" ", new[] { resumed, device.Notice, $"Device: {device.Device}." }.Where(s => s is not null))));
        var stopped = false;
        var source = samples(_state.Epoch * (long)options.StepsPerEpoch);
        try
        {
            while (_state.Epoch < options.Epochs && !stopped)
            {
                var losses = TrainEpoch(source, network, optimizer, average, device, report, finish, ct);
                if (losses is null)
                {
                    stopped = true; // finish was asked for
                    break;
                }

                var finite = double.IsFinite(losses["loss"]);
                if (finite)
                {
                    average?.Swap();
                    foreach (var (name, value) in Validate(validation, network, device, ct))
                    {
                        losses[$"val_{name}"] = value;
                    }

                    finite = double.IsFinite(losses["val_loss"]);
                    EndEpoch(finite, losses, network, wholeImageMetrics, report);
                    average?.Swap();
                }

                if (finite)
                {
                    Save(network, optimizer, average);
                    stopped = options.EarlyStoppingPatience > 0 && _plateau.SinceBest >= options.EarlyStoppingPatience;
                    stopped |= finish.IsCancellationRequested;
                }
                else
                {
                    source.Dispose();
                    RestoreAfterNaN(network, optimizer, average, report);
                    source = samples(_state.Epoch * (long)options.StepsPerEpoch);
                }
            }
        }
        finally
        {
            source.Dispose();
            optimizer.ZeroGrad();
            network.to(CPU);
        }

        return Finish(network, device, stopped, report);
    }

    private Dictionary<string, double>? TrainEpoch(
        ISampleSource source,
        nn.Module network,
        AdamOptimizer optimizer,
        WeightAverage? average,
        ComputeDevice device,
        Action<TrainingEvent> report,
        CancellationToken finish,
        CancellationToken ct)
    {
        network.train();
        using var meter = new LossMeter();
        for (var step = 1; step <= options.StepsPerEpoch; step++)
        {
            ct.ThrowIfCancellationRequested();
            if (finish.IsCancellationRequested && _state.BestEpoch > 0)
            {
                return null;
            }

            TorchThread.Shared.LetOthersWork(); // a segmentation need not wait for hours
            using var scope = NewDisposeScope();
            var batch = BatchTensors.Stack(source.Next(ct), device.Device);
            random.manual_seed(options.Seed + (optimizer.Step * 1000003)); // dropout must not depend on earlier runs
            optimizer.ZeroGrad();
            var terms = Losses(batch, device);
            terms.Total.backward();
            if (options.ClipNorm > 0)
            {
                optimizer.ClipGradients(options.ClipNorm);
            }

            optimizer.Update(LearningRate(optimizer.Step));
            average?.Update(optimizer.Step);
            meter.Add(terms);
            if (step % StepsBetweenReads == 0 || step == options.StepsPerEpoch)
            {
                var means = meter.Means();
                if (!double.IsFinite(means["loss"]))
                {
                    return means;
                }

                report(Event(TrainingEventKind.Step, step, means, LearningRate(optimizer.Step - 1), null));
            }
        }

        return meter.Means();
    }

    private LossTerms Losses(Tensor[] batch, ComputeDevice device)
    {
        using var autocast = options.MixedPrecision ? TorchFeatures.Autocast(device.Device) : null;
        return task.ComputeLosses(batch);
    }

    private Dictionary<string, double> Validate(IReadOnlyList<TrainingSample> validation, nn.Module network, ComputeDevice device, CancellationToken ct)
    {
        network.eval();
        using var noGrad = no_grad();
        using var meter = new LossMeter();
        foreach (var sample in validation)
        {
            ct.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            meter.Add(Losses(BatchTensors.Stack([sample], device.Device), device));
        }

        return meter.Means();
    }

    private void EndEpoch(
        bool finite, Dictionary<string, double> losses, nn.Module network, Func<IReadOnlyDictionary<string, double>>? wholeImageMetrics, Action<TrainingEvent> report)
    {
        if (!finite)
        {
            return;
        }

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
        _state = _state with { Epoch = epoch };
        HistoryFile.Write(Path.Combine(folder, HistoryCsv), _history);
        report(Event(TrainingEventKind.Epoch, options.StepsPerEpoch, losses, rate, null));
    }

    private void RestoreAfterNaN(nn.Module network, AdamOptimizer optimizer, WeightAverage? average, Action<TrainingEvent> report)
    {
        var restores = _state.Restores + 1;
        var scale = _state.RestoreScale / 2;
        if (restores > MaxRestores)
        {
            throw new UserAdviceException(
                FormattableString.Invariant($"The loss was not a finite number {restores} times, last at a learning rate of {options.LearningRate * _state.RestoreScale:g3}; ")
                + "lower the learning rate or set gradient clipping to 1, and check the images for extreme values.");
        }

        Restore(Checkpoint.Read(LastPath), network, optimizer, average);
        _state = _state with { Restores = restores, RestoreScale = scale };
        report(Event(
            TrainingEventKind.Notice, 0, [], options.LearningRate * scale,
            $"The loss was not a finite number in epoch {_state.Epoch + 1}: the weights after epoch {_state.Epoch} are restored and the learning rate is halved."));
    }

    private double LearningRate(long step)
    {
        var rate = options.LearningRate * _state.RestoreScale;
        rate *= options.Schedule switch
        {
            LearningRateSchedule.Plateau => _plateau.Scale,
            LearningRateSchedule.Cosine => 0.01 + (0.99 * 0.5 * (1 + Math.Cos(Math.PI * Math.Min(1, step / ((double)options.Epochs * options.StepsPerEpoch))))),
            _ => 1,
        };
        return options.WarmupSteps > 0 ? rate * Math.Min(1, (step + 1.0) / options.WarmupSteps) : rate;
    }

    private void Save(nn.Module network, AdamOptimizer optimizer, WeightAverage? average)
    {
        _state = _state with
        {
            OptimizerStep = optimizer.Step,
            BestLoss = double.IsFinite(_plateau.Best) ? _plateau.Best : null,
            PlateauWait = _plateau.Wait,
            SinceBest = _plateau.SinceBest,
            PlateauScale = _plateau.Scale,
            History = [.. _history],
        };
        var weights = ModuleWeights.Get(network).Select(t => t with { Name = $"net.{t.Name}" });
        Checkpoint.Write(LastPath, _state, [.. weights, .. optimizer.Save(), .. average?.Save() ?? []]);
    }

    private void Restore(Checkpoint checkpoint, nn.Module network, AdamOptimizer optimizer, WeightAverage? average)
    {
        ModuleWeights.Set(network, checkpoint.Part("net."), LastPath);
        optimizer.Load(name => checkpoint.Tensor(name, LastPath));
        average?.Load(name => checkpoint.Tensor(name, LastPath));
        _state = checkpoint.State;
        optimizer.Step = _state.OptimizerStep;
        _plateau.Best = _state.BestLoss ?? double.PositiveInfinity;
        _plateau.Wait = _state.PlateauWait;
        _plateau.SinceBest = _state.SinceBest;
        _plateau.Scale = _state.PlateauScale;
        _history.Clear();
        _history.AddRange(_state.History);
    }

    private TrainingResult Finish(nn.Module network, ComputeDevice device, bool stopped, Action<TrainingEvent> report)
    {
        if (_state.BestEpoch > 0)
        {
            ModuleWeights.Set(network, SafetensorsFile.Read(BestPath).Tensors, BestPath);
        }

        network.eval();
        HistoryFile.Write(Path.Combine(folder, HistoryCsv), _history);
        report(Event(
            TrainingEventKind.Finished, 0, [], 0,
            FormattableString.Invariant($"Best validation loss {_plateau.Best:g5} after epoch {_state.BestEpoch} of {_state.Epoch}.")));
        return new TrainingResult(_state.Epoch, _state.BestEpoch, _plateau.Best, device.Device.ToString(), stopped && _state.Epoch < options.Epochs, [.. _history]);
    }

    private TrainingEvent Event(TrainingEventKind kind, int step, Dictionary<string, double> losses, double rate, string? message)
    {
        var elapsed = _time.GetElapsedTime(_started);
        var inEpoch = kind == TrainingEventKind.Step;
        var done = ((_state.Epoch - _firstEpoch) * (double)options.StepsPerEpoch) + (inEpoch ? step : 0);
        var left = ((options.Epochs - _state.Epoch) * (double)options.StepsPerEpoch) - (inEpoch ? step : 0);
        TimeSpan? remaining = kind == TrainingEventKind.Finished ? TimeSpan.Zero : done > 0 ? elapsed * (left / done) : null;
        return new TrainingEvent(
            kind, _state.Epoch + (inEpoch ? 1 : 0), options.Epochs, step, options.StepsPerEpoch, losses, rate, elapsed, remaining, message);
    }
}
