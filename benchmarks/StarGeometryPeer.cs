using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace FijiBridge.Benchmarks;

/// <summary>
/// StarDist's own C++ on the scene, on one core: seconds of every repeat (null where it was not measured), its distances
/// (rays, height, width) and its survivors.
/// </summary>
internal sealed record StarGeometryPeer(double[]? StarDistances, double[]? Nms, double[]? Rasterize, float[] Dist, HashSet<int> Survivors)
{
    /// <summary>
    /// Runs peers/stardist_geometry_peer.py with the extension named by --peer or STARDIST_EXTENSION; null without one.
    /// </summary>
    public static StarGeometryPeer? Run(Arguments arguments, StarGeometryScene scene, double nmsThresh)
    {
        var extension = arguments.Text("peer", Environment.GetEnvironmentVariable("STARDIST_EXTENSION") ?? "");
        if (extension.Length == 0)
        {
            Console.WriteLine("  no --peer (StarDist's extension, see benchmarks/peers/README.md): our own times only");
            return null;
        }

        var folder = Directory.CreateTempSubdirectory("fijibridge-bench-").FullName;
        try
        {
            var scenePath = Path.Combine(folder, "scene.bin");
            scene.Write(scenePath);
            var script = Path.Combine(Peers.Scripts, "stardist_geometry_peer.py");
            var start = new ProcessStartInfo(
                Peers.Python,
                [script, "--extension", Path.GetFullPath(extension), "--scene", scenePath, "--output", folder, "--nms", nmsThresh.ToString(CultureInfo.InvariantCulture)])
            {
                RedirectStandardOutput = true,
            };
            start.Environment["OMP_NUM_THREADS"] = "1";
            using var process = Process.Start(start)!;
            var json = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0
                ? Read(json, folder)
                : throw new InvalidOperationException($"The peer ended with code {process.ExitCode}; is {extension} StarDist's extension for {Peers.Python}?");
        }
        finally
        {
            Directory.Delete(folder, true);
        }
    }

    private static StarGeometryPeer Read(string json, string folder)
    {
        using var document = JsonDocument.Parse(json);
        double[]? Seconds(string name) =>
            document.RootElement.TryGetProperty(name, out var seconds) ? [.. seconds.EnumerateArray().Select(s => s.GetDouble())] : null;
        var bytes = File.ReadAllBytes(Path.Combine(folder, "dist.f32"));
        var dist = new float[bytes.Length / sizeof(float)];
        Buffer.BlockCopy(bytes, 0, dist, 0, bytes.Length);
        var keep = File.ReadAllBytes(Path.Combine(folder, "keep.u8"));
        return new StarGeometryPeer(
            Seconds("star_distances"), Seconds("nms"), Seconds("rasterize"), dist, [.. Enumerable.Range(0, keep.Length).Where(i => keep[i] != 0)]);
    }
}
