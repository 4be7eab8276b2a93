namespace FijiBridge.Benchmarks;

/// <summary>bfloat16 arithmetic on processors that have it.</summary>
internal sealed class Bf16Benchmark : IBenchmark
{
    public string Name => "bf16";

    public string Question => "What does bfloat16 bring on this processor, and how much does it change the network's output? (Its effect on AP: fijibridge evaluate --model M --bf16.)";

    public void Run(string[] arguments)
    {
        var options = new Arguments(arguments);
        int grid = options.Number("grid", 2), size = options.Number("size", 1024), rounds = options.Number("rounds", 3);
        var weights = BenchNetwork.WriteWeights(grid);
        var input = BenchNetwork.WriteImages(1, size);
        Console.WriteLine($"{"threads",-9}{"own fp32",-11}{"libtorch",-11}{"libtorch",-11}{"PyTorch",-11}{"difference of bf16",-10}");
        Console.WriteLine($"{"",-9}{"",-11}{"fp32",-11}{"bf16",-11}{"bf16 NHWC",-11}");
        foreach (var threads in new[] { 1, 2 })
        {
            string Output(string who) => Path.Combine(BenchFolder.Work, $"bf16-{who}.f32");
            string[] Common(string who) =>
                ["forward", "--weights", weights, "--input", input, "--output", Output(who), "--size", $"{size}", "--threads", $"{threads}", "--repeats", "5"];
            var s = Measurement.Medians(
                [
                    Variant.Worker("own", [.. Common("own"), "--grid", $"{grid}"]),
                    Variant.Worker("libtorch", [.. Common("fp32"), "--grid", $"{grid}", "--runtime", "libtorch"]),
                    Variant.Worker("libtorch bf16", [.. Common("bf16"), "--grid", $"{grid}", "--runtime", "libtorch", "--bf16"]),
                    Peers.Torch("PyTorch bf16", [.. Common("peer"), "--layout", "nhwc", "--bf16"]),
                ],
                rounds);
            Console.WriteLine($"{threads,-9}{string.Concat(s.Select(x => $"{Measurement.Seconds(x),-11}"))}{BenchNetwork.Difference(Output("own"), Output("bf16")):0.0e+0}");
        }
    }
}
