using TorchSharp;

namespace FijiBridge.Benchmarks;

/// <summary>One training step: forward, losses, backward, Adam.</summary>
internal sealed class TrainStepBenchmark : IBenchmark
{
    public string Name => "train-step";

    public string Question => "How long does a training step of 4 patches of 256 x 256 take, against PyTorch for Python? Bar: 0.85 x PyTorch's faster layout.";

    public void Run(string[] arguments)
    {
        var options = new Arguments(arguments);
        int grid = options.Number("grid", 2), rounds = options.Number("rounds", 3);
        var weights = BenchNetwork.WriteWeights(grid);
        var input = BenchNetwork.WriteImages(4, 256);
        Console.WriteLine($"StarDist defaults, grid {grid}; medians over {rounds} fresh processes each, in turns");
        Console.WriteLine($"{"threads",-9}{"ours",-10}{"PyTorch NCHW",-14}{"PyTorch NHWC",-14}{"ours / PyTorch",-16}{"difference of the losses",-26}{"ours in bfloat16",-18}of PyTorch's");
        foreach (var threads in new[] { 1, 2 })
        {
            string Output(string who) => Path.Combine(BenchFolder.Work, $"train-{who}.f32");
            string[] Common(string who) =>
                ["train", "--weights", weights, "--input", input, "--output", Output(who), "--batch", "4", "--size", "256", "--threads", $"{threads}", "--repeats", "5"];
            var s = Measurement.Medians(
                [
                    Variant.Worker("ours", [.. Common("own"), "--grid", $"{grid}"]),
                    Peers.Torch("PyTorch NCHW", [.. Common("nchw"), "--layout", "nchw"]),
                    Peers.Torch("PyTorch NHWC", [.. Common("nhwc"), "--layout", "nhwc"]),
                    .. TorchExtras.CpuHasBFloat16 ? [Variant.Worker("ours bf16", [.. Common("bf16"), "--grid", $"{grid}", "--bf16"])] : Array.Empty<Variant>(),
                ],
                rounds);
            var bf16 = s.Length > 3 ? $"{Measurement.Seconds(s[3]),-18}{Measurement.Ratio(s[3] / Math.Min(s[1], s[2]))}" : "-";
            Console.WriteLine(
                $"{threads,-9}{Measurement.Seconds(s[0]),-10}{Measurement.Seconds(s[1]),-14}{Measurement.Seconds(s[2]),-14}{Measurement.Ratio(s[0] / Math.Min(s[1], s[2])),-16}{BenchNetwork.Difference(Output("nchw"), Output("own")),-26:0.0e+0}{bf16}");
        }
    }
}
