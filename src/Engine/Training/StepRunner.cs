using FijiBridge.Engine.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace FijiBridge.Engine.Training;

/// <summary>
/// Gradients of one batch. A batch that does not fit in the memory of the device is taken in parts whose gradients are added
/// up: the same step (but for batch normalisation, which then sees the parts), slower, and said.
/// </summary>
/// <param name="task">Losses.</param>
/// <param name="device">Where.</param>
/// <param name="mixedPrecision">bfloat16 in the forward pass.</param>
internal sealed class StepRunner(ITrainingTask task, ComputeDevice device, bool mixedPrecision)
{
    /// <summary>Parts in which a batch is taken.</summary>
    public int Parts { get; private set; } = 1;

    /// <summary>Runs the network forward on samples; the tensors belong to the current dispose scope.</summary>
    public LossTerms Losses(IReadOnlyList<TrainingSample> samples) => Losses(BatchTensors.Stack(samples, device.Device));

    private LossTerms Losses(Tensor[] batch)
    {
        using var autocast = mixedPrecision ? TorchFeatures.Autocast(device.Device) : null;
        return task.ComputeLosses(batch);
    }

    /// <summary>Adds the gradients of a batch to the parameters, which have none before, and its losses to a meter.</summary>
    /// <param name="samples">The batch.</param>
    /// <param name="seed">Seed of the dropout, which must not depend on earlier steps.</param>
    /// <param name="optimizer">Forgets the gradients of a part that did not fit.</param>
    /// <param name="meter">Receives the losses.</param>
    /// <param name="notice">Told once when a batch has to be taken in more parts.</param>
    /// <exception cref="UserAdviceException">Not even one sample fits.</exception>
    public void AddGradients(IReadOnlyList<TrainingSample> samples, long seed, WeightOptimizer optimizer, LossMeter meter, Action<string> notice)
    {
        while (true)
        {
            optimizer.ZeroGrad();
            try
            {
                TryAddGradients(samples, seed, meter);
                return;
            }
            catch (Exception e) when (TorchExtras.IsOutOfMemory(e))
            {
                if (Parts >= samples.Count)
                {
                    throw new UserAdviceException(
                        $"Not even one patch of the training fits in the memory of {device.Device}; use smaller patches or fewer filters, or close other programs that use the memory."
                        + (TorchExtras.IsWithoutEngine(e) ? " If there is memory enough, this libtorch was not built for the GPU: train with device cpu." : ""), e);
                }

                TorchExtras.TrimAllocator(); // libtorch keeps what the failed attempt had; its kernels, the data threads and other programs need some of it
                Parts = Math.Min(2 * Parts, samples.Count);
                notice($"A batch of {samples.Count} patches does not fit in the memory of {device.Device}: it is taken in {Parts} parts from now on, which is slower and gives the same steps.");
            }
        }
    }

    private void TryAddGradients(IReadOnlyList<TrainingSample> samples, long seed, LossMeter meter)
    {
        var size = (samples.Count + Parts - 1) / Parts;
        using var losses = new LossMeter(); // of this batch alone: a part may fail
        var parts = samples.Chunk(size).ToList();
        for (var i = 0; i < parts.Count; i++)
        {
            using var scope = NewDisposeScope();
            var part = parts[i];
            var batch = BatchTensors.Stack(part, device.Device);
            random.manual_seed(seed + i);
            var terms = Losses(batch);
            var share = part.Length / (double)samples.Count;
            (share == 1 ? terms.Total : terms.Total * share).backward();
            losses.Add(terms, share);
        }

        meter.Add(losses);
    }
}
