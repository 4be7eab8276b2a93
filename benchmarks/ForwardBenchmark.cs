namespace FijiBridge.Benchmarks;

/// <summary>The network forward, ours against PyTorch and ONNX Runtime on the same weights and pixels.</summary>
internal sealed class ForwardBenchmark : IBenchmark
{
    public string Name => "forward";

    public string Question => "How long does the network take on one image, against PyTorch for Python and ONNX Runtime (same weights)? Bar: 0.60 x PyTorch's faster layout.";

    public void Run(string[] arguments)
    {
        var options = new Arguments(arguments);
        int grid = options.Number("grid", 2), rounds = options.Number("rounds", 3);
        var weights = BenchNetwork.WriteWeights(grid);
        Console.WriteLine($"StarDist defaults, grid {grid}, 32 rays; seconds are medians over {rounds} fresh processes each, in turns; all distances computed");
        Console.WriteLine($"{"size",-6}{"threads",-9}{"ours",-10}{"libtorch",-10}{"PyTorch",-10}{"PyTorch",-10}{"ONNX",-10}{"ours /",-9}{"ours /",-9}{"largest",-10}");
        Console.WriteLine($"{"",-6}{"",-9}{"",-10}{"(ours)",-10}{"NCHW",-10}{"NHWC",-10}{"Runtime",-10}{"PyTorch",-9}{"ONNX R.",-9}{"difference",-10}");
        foreach (var size in options.Has("size") ? [options.Number("size", 1024)] : new[] { 256, 1024 })
        {
            var input = BenchNetwork.WriteImages(1, size);
            var onnx = Path.Combine(BenchFolder.Work, $"grid{grid}-{size}.onnx");
            _ = File.Exists(onnx) || Peers.ExportOnnx(weights, size, onnx);
            foreach (var threads in new[] { 1, 2 })
            {
                Print(size, threads, grid, rounds, weights, input, onnx);
            }
        }
    }

    private static void Print(int size, int threads, int grid, int rounds, string weights, string input, string onnx)
    {
        string Output(string who) => Path.Combine(BenchFolder.Work, $"forward-{who}.f32");
        var repeats = size >= 1024 ? 5 : 15;
        string[] Common(string who) =>
            ["forward", "--weights", weights, "--input", input, "--output", Output(who), "--size", $"{size}", "--threads", $"{threads}", "--repeats", $"{repeats}"];
        var s = Measurement.Medians(
            [
                Variant.Worker("ours", [.. Common("own"), "--grid", $"{grid}", "--runtime", "own"]),
                Variant.Worker("ours over libtorch", [.. Common("libtorch"), "--grid", $"{grid}", "--runtime", "libtorch"]),
                Peers.Torch("PyTorch NCHW", [.. Common("nchw"), "--layout", "nchw"]),
                Peers.Torch("PyTorch NHWC", [.. Common("nhwc"), "--layout", "nhwc"]),
                Peers.OnnxRuntime("ONNX Runtime", onnx, input, Output("onnx"), size, threads, 2, repeats),
            ],
            rounds);
        var torch = double.IsNaN(s[2]) ? s[3] : Math.Min(s[2], s[3]);
        var columns = s.Select(x => $"{Measurement.Seconds(x),-10}");
        Console.WriteLine(
            $"{size,-6}{threads,-9}{string.Concat(columns)}{Measurement.Ratio(s[0] / torch),-9}{Measurement.Ratio(s[0] / s[4]),-9}{BenchNetwork.Difference(Output("nchw"), Output("own")):0.0e+0}");
    }
}
