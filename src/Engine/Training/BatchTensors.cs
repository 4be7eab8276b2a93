using TorchSharp;
using static TorchSharp.torch;

namespace FijiBridge.Engine.Training;

/// <summary>Stacks samples to tensors on a device.</summary>
internal static class BatchTensors
{
    /// <summary>One tensor (N, shape...) per array of the samples, owned by the current dispose scope.</summary>
    public static Tensor[] Stack(IReadOnlyList<TrainingSample> samples, Device device)
    {
        var batch = new Tensor[samples[0].Arrays.Length];
        for (var a = 0; a < batch.Length; a++)
        {
            // Each sample goes to the device by itself: stacking there saves a copy of the whole batch on the CPU.
            var parts = samples.Select(s => s.Arrays[a]).Select(array => tensor(array.Values, array.Shape).to(device)).ToArray();
            batch[a] = stack(parts);
            Array.ForEach(parts, p => p.Dispose());
        }

        return batch;
    }
}
