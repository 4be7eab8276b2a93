using FijiBridge.Engine.Models;
using FijiBridge.Engine.Runtime;
using FijiBridge.Engine.Runtime.Cpu;
using FijiBridge.Engine.StarDist;

namespace FijiBridge.Benchmarks;

/// <summary>Runs the network as `segment` does, but with every distance of the map, as the peers compute them.</summary>
internal static class ForwardWorker
{
    /// <summary>Measures it and writes probability logits and distances for the comparison.</summary>
    public static List<double> Run(Arguments a)
    {
        int grid = a.Number("grid", 2), size = a.Number("size", 1024), threads = a.Number("threads", 1);
        var config = BenchNetwork.Config(grid);
        var image = BenchNetwork.ReadFloats(a.Text("input"));
        using var runtime = Create(a, config, threads);
        var cells = size / grid * (size / grid);
        long[] all = [.. Enumerable.Range(0, cells).Select(i => (long)i)];
        float[] prob = [], dist = [];
        var seconds = Workers.Time(a, () =>
        {
            using var output = runtime.Run(image, size, size, flips: false);
            prob = output.Prob;
            dist = output.GatherDist(all);
        });
        if (a.Text("output") is { Length: > 0 } file)
        {
            BenchNetwork.WriteFloats(file, Planar(prob, dist, cells, config.NRays));
        }

        return seconds;
    }

    /// <summary>The runtime that --runtime names.</summary>
    public static INetworkRuntime Create(Arguments a, StarDistConfig config, int threads)
    {
        if (a.Text("runtime", "own") == "own")
        {
            var weights = SafetensorsFile.Read(a.Text("weights")).Tensors;
            return new CpuRuntime(config, weights.ToDictionary(w => w.Key, w => w.Value.Values), threads);
        }

        return new LibtorchRuntime(
            BenchNetwork.Load(a.Text("weights"), config.GridY), ComputeDevice.Choose("cpu"), new LibtorchRuntimeOptions { Threads = threads, BFloat16 = a.Has("bf16") });
    }

    // As the peers write it: logits of the probability, then the distances, planar.
    private static float[] Planar(float[] prob, float[] dist, int cells, int nRays)
    {
        var result = new float[cells * (1 + nRays)];
        for (var i = 0; i < cells; i++)
        {
            result[i] = MathF.Log(prob[i] / (1 - prob[i]));
            for (var k = 0; k < nRays; k++)
            {
                result[((1 + k) * cells) + i] = dist[(i * nRays) + k];
            }
        }

        return result;
    }
}
