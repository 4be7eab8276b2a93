using FijiBridge.Engine.Instances;
using FijiBridge.Engine.Runtime;

namespace FijiBridge.Engine.StarDist;

/// <summary>Runs a StarDist network on tiles and hands on the candidates of each.</summary>
/// <param name="runtime">Runs the network.</param>
/// <param name="collector">Takes the candidates out of a tile's output.</param>
/// <param name="candidates">Receives the candidates.</param>
/// <param name="flips">True to average over the mirrored tiles.</param>
/// <param name="maps">Keeps the whole output too, where it is wanted.</param>
internal sealed class StarDistTiles(INetworkRuntime runtime, CandidateCollector collector, ICandidateSink candidates, bool flips, StarDistMaps? maps = null) : ITileSink
{
    /// <inheritdoc/>
    public void Restart() => candidates.Restart();

    /// <inheritdoc/>
    public void Predict(PredictionTile tile, float[] pixels)
    {
        using var output = runtime.Run(pixels, tile.H, tile.W, flips);
        candidates.Add(collector.Collect(tile, output));
        maps?.Add(tile, output);
    }

    /// <inheritdoc/>
    public void Advance(int knownUpToY, CancellationToken ct) => candidates.Advance(knownUpToY, ct);
}
