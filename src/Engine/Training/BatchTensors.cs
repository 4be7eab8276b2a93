using System.Runtime.InteropServices;
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
            // Distances of a batch are 100 MB and more: one copy, by several threads, then one transfer.
            var (length, index) = (samples[0].Arrays[a].Values.Length, a);
            var cpu = empty([samples.Count, .. samples[0].Arrays[a].Shape]);
            Parallel.For(0, samples.Count, i => MemoryMarshal.AsBytes(samples[i].Arrays[index].Values.AsSpan())
                .CopyTo(cpu.bytes.Slice(i * length * sizeof(float), length * sizeof(float))));
            batch[a] = cpu.to(device);
            if (!ReferenceEquals(batch[a], cpu) && device.type != DeviceType.CPU)
            {
                cpu.Dispose();
            }
        }

        return batch;
    }
}
