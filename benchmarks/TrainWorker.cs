using FijiBridge.Engine.Runtime;
using FijiBridge.Engine.StarDist;
using FijiBridge.Engine.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace FijiBridge.Benchmarks;

/// <summary>Training steps as the trainer takes them, on targets that the peers make in the same way.</summary>
internal static class TrainWorker
{
    /// <summary>Measures them and writes the losses for the comparison.</summary>
    public static List<double> Run(Arguments a)
    {
        int grid = a.Number("grid", 2), size = a.Number("size", 256), batch = a.Number("batch", 4), cells = size / grid;
        return TorchThread.Shared.Run(a.Number("threads", 1), () =>
        {
            var net = BenchNetwork.Load(a.Text("weights"), grid);
            TorchFeatures.UseChannelsLast(net);
            var task = new StarDistTask(net);
            var nRays = net.Config.NRays;
            var image = tensor(BenchNetwork.ReadFloats(a.Text("input")), [batch, 1, size, size]);
            var prob = tensor(Counting(batch * cells * cells, 7, 6), [batch, 1, cells, cells]);
            var dist = tensor(Counting(batch * nRays * cells * cells, 13, 1), [batch, nRays, cells, cells]);
            using var adam = new AdamOptimizer(net, weightDecay: 0);
            var losses = new List<float>();
            net.train();
            var seconds = Workers.Time(a, () =>
            {
                using var scope = NewDisposeScope();
                adam.ZeroGrad();
                var loss = Losses(task, [image, prob, dist], a.Has("bf16"));
                loss.Total.backward();
                adam.Update(3e-4);
                losses.Add(loss.Total.item<float>());
            });
            if (a.Text("output") is { Length: > 0 } file)
            {
                BenchNetwork.WriteFloats(file, [.. losses]);
            }

            return seconds;
        });
    }

    private static LossTerms Losses(StarDistTask task, Tensor[] batch, bool mixed)
    {
        using var autocast = mixed ? TorchFeatures.Autocast(CPU) : null;
        return task.ComputeLosses(batch);
    }

    // 0, 1, 2 ... modulo a number, divided.
    private static float[] Counting(int count, int modulo, float divisor) => [.. Enumerable.Range(0, count).Select(i => i % modulo / divisor)];
}
