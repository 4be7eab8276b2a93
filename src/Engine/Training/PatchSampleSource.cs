using FijiBridge.Engine.Data;

namespace FijiBridge.Engine.Training;

/// <summary>
/// Samples of a task from random, augmented patches, prepared in background threads. Sample number and seed decide a
/// sample, not the thread, so that training can go on from any step.
/// </summary>
public sealed class PatchSampleSource : ISampleSource
{
    private readonly BatchLoader<TrainingSample> _loader;
    private readonly int _batchSize;

    /// <summary>Starts preparing the batches from a step on.</summary>
    /// <param name="sampler">Draws the patches.</param>
    /// <param name="task">Makes the arrays.</param>
    /// <param name="options">Batch size and threads.</param>
    /// <param name="firstStep">Optimiser step, from 0.</param>
    /// <param name="ct">Ends waiting.</param>
    public PatchSampleSource(PatchSampler sampler, ITrainingTask task, TrainingOptions options, long firstStep, CancellationToken ct = default)
    {
        _batchSize = options.BatchSize;
        var threads = options.LoaderThreads > 0 ? options.LoaderThreads : Math.Clamp(Environment.ProcessorCount, 1, 16);
        _loader = new BatchLoader<TrainingSample>(
            n => task.Prepare(sampler.Sample(n)), firstStep * _batchSize, threads, Math.Max(3 * _batchSize, 2 * threads), ct);
    }

    /// <inheritdoc/>
    public IReadOnlyList<TrainingSample> Next(CancellationToken ct) => _loader.NextBatch(_batchSize);

    /// <inheritdoc/>
    public void Dispose() => _loader.Dispose();
}
