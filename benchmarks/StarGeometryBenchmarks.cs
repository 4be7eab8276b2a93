using System.Diagnostics;
using FijiBridge.Engine.Polygons;
using FijiBridge.Engine.StarDist;

namespace FijiBridge.Benchmarks;

/// <summary>What the geometry benchmarks share: the scene, the peer, the clock and the line they print.</summary>
internal static class StarGeometry
{
    public const double NmsThresh = 0.4;

    public static StarGeometryScene Scene()
    {
        var scene = new StarGeometryScene();
        Console.WriteLine($"  {StarGeometryScene.Nuclei} nuclei in {StarGeometryScene.Size} x {StarGeometryScene.Size}, grid {StarGeometryScene.Grid}, {StarGeometryScene.Rays} rays, {scene.Candidates.Count} candidates, one core");
        return scene;
    }

    /// <summary>Times an action and prints median and best time beside the peer's.</summary>
    public static void Compare(string name, Arguments arguments, double[]? peerSeconds, Action action)
    {
        action();
        action();
        var seconds = new List<double>();
        for (var i = arguments.Number("repeats", 31); i > 0; i--)
        {
            var start = Stopwatch.GetTimestamp();
            action();
            seconds.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        double median = Measurement.Median(seconds), best = seconds.Min();
        Console.WriteLine($"  {name,-20} ours  median {1000 * median,8:0.0} ms  best {1000 * best,8:0.0} ms");
        if (peerSeconds is not null)
        {
            double peerMedian = Measurement.Median([.. peerSeconds]), peerBest = peerSeconds.Min();
            Console.WriteLine($"  {"",-20} peer  median {1000 * peerMedian,8:0.0} ms  best {1000 * peerBest,8:0.0} ms");
            Console.WriteLine($"  {"",-20} ratio median {peerMedian / median,7:0.0} x    best {peerBest / best,7:0.0} x");
        }
    }
}

/// <summary>Star distances of a whole image.</summary>
internal sealed class StarDistancesBenchmark : IBenchmark
{
    public string Name => "star-distances";

    public string Question => "How fast are the distances along rays beside StarDist's C++?";

    public void Run(string[] arguments) => OwnProcess.Run(Name, arguments, threads: 1);

    /// <summary>Measures in this process.</summary>
    public static void Measure(Arguments options)
    {
        var scene = StarGeometry.Scene();
        var peer = StarGeometryPeer.Run(options, scene, StarGeometry.NmsThresh);
        var rays = new RayAngles(StarGeometryScene.Rays);
        float[] dist = [];
        StarGeometry.Compare(
            "star distances", options, peer?.StarDistances, () => dist = StarDistances.Compute(scene.Labels, rays, StarGeometryScene.Grid, StarGeometryScene.Grid));
        if (peer is not null)
        {
            var differ = dist.Zip(peer.Dist).Count(d => Math.Abs(d.First - d.Second) > 1e-3f);
            Console.WriteLine($"  {differ} of {dist.Count(d => d > 0)} distances differ by more than 0.001 pixels");
        }
    }
}

/// <summary>Non-maximum suppression of all candidates of an image.</summary>
internal sealed class NmsBenchmark : IBenchmark
{
    public string Name => "nms";

    public string Question => "How fast is the suppression beside StarDist's C++, and are the survivors the same?";

    public void Run(string[] arguments) => OwnProcess.Run(Name, arguments, threads: 1);

    /// <summary>Measures in this process.</summary>
    public static void Measure(Arguments options)
    {
        var scene = StarGeometry.Scene();
        var peer = StarGeometryPeer.Run(options, scene, StarGeometry.NmsThresh);
        int[] survivors = [];
        StarGeometry.Compare("nms", options, peer?.Nms, () => survivors = StarConvexNms.Run(scene.Candidates, StarGeometry.NmsThresh, default));
        Console.WriteLine(peer is null
            ? $"  {survivors.Length} survivors"
            : $"  {survivors.Length} survivors, the peer's (vertices cut to whole pixels) {peer.Survivors.Count}, in common {survivors.Count(peer.Survivors.Contains)}");
    }
}

/// <summary>Painting the survivors into a label image.</summary>
internal sealed class RasterizeBenchmark : IBenchmark
{
    public string Name => "rasterize";

    public string Question => "How fast are polygons painted into labels beside scikit-image, which StarDist uses?";

    public void Run(string[] arguments) => OwnProcess.Run(Name, arguments, threads: 1);

    /// <summary>Measures in this process.</summary>
    public static void Measure(Arguments options)
    {
        var scene = StarGeometry.Scene();
        var peer = StarGeometryPeer.Run(options, scene, StarGeometry.NmsThresh);
        var ranked = scene.Candidates.Take(StarConvexNms.Run(scene.Candidates, StarGeometry.NmsThresh, default));
        StarGeometry.Compare("polygons to labels", options, peer?.Rasterize, () => PolygonRasterizer.Paint(ranked, StarGeometryScene.Size, StarGeometryScene.Size));
        if (peer is { Rasterize: null })
        {
            Console.WriteLine($"  {Peers.Python} has no scikit-image: the peer was not measured");
        }
    }
}
