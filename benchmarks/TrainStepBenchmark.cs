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
        Console.WriteLine($"{"threads",-9}{"ours",-10}{"PyTorch NCHW",-14}{"PyTorch NHWC",-14}{"ours / PyTorch",-16}{"difference of the losses",-10}");
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
                ],
                rounds);
            Console.WriteLine(
                $"{threads,-9}{Measurement.Seconds(s[0]),-10}{Measurement.Seconds(s[1]),-14}{Measurement.Seconds(s[2]),-14}{Measurement.Ratio(s[0] / Math.Min(s[1], s[2])),-16}{BenchNetwork.Difference(Output("nchw"), Output("own")):0.0e+0}");
        }
    }
}
