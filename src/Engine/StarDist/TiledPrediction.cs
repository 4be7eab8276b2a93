using FijiBridge.Engine.Images;
using FijiBridge.Engine.Runtime;

namespace FijiBridge.Engine.StarDist;

/// <summary>Runs the network tile by tile over a normalised image and hands on the candidates of each row of tiles.</summary>
internal sealed class TiledPrediction(INetworkRuntime runtime, StarDistConfig config, SegmentOptions options)
{
    private const int SmallestTile = 64;

    // An object in the region may lose against a better one just outside, which must therefore be known.
    private const int RegionMargin = 64;

    /// <summary>What the user should know of the run.</summary>
    public List<string> Notices { get; } = [];

    /// <summary>Predicts the whole image.</summary>
    /// <param name="image">The image as the network shall see it.</param>
    /// <param name="probThresh">Candidates need a probability above this.</param>
    /// <param name="sink">Receives the candidates; restarted when the image is begun anew with smaller tiles.</param>
    /// <param name="progress">Receives tiles done.</param>
    /// <param name="ct">Stops before the next tile.</param>
    public void Run(NormalizedImage image, double probThresh, ICandidateSink sink, IProgress<ProgressReport>? progress, CancellationToken ct)
    {
        var side = options.TileSize == SegmentOptions.NoTiles ? 0 : options.TileSize > 0 ? options.TileSize : runtime.PreferredTile;
        while (true)
        {
            try
            {
                sink.Restart();
                RunTiles(image, side, probThresh, sink, progress, ct);
                return;
            }
            catch (NetworkMemoryException e)
            {
                var longest = Math.Max(image.Height, image.Width);
                var next = (side == 0 ? longest : Math.Min(side, longest)) / 2;
                if (next < SmallestTile)
                {
                    throw new UserAdviceException($"{e.Message} Close other programs that use the memory, or use device cpu.", e);
                }

                side = next;
                Notices.Add($"{e.Message} Tiles of {side} pixels are used instead.");
            }
        }
    }

    private void RunTiles(NormalizedImage image, int side, double probThresh, ICandidateSink sink, IProgress<ProgressReport>? progress, CancellationToken ct)
    {
        var field = ReceptiveField.Of(config);
        // Mirrored passes see the image shifted by grid - 1 pixels.
        var halo = options.TestTimeFlips ? (field.HaloY + config.GridY - 1, field.HaloX + config.GridX - 1) : (field.HaloY, field.HaloX);
        var tiles = TilePlan.Create(image.Height, image.Width, (config.DivisorY, config.DivisorX), halo, side)
            .FindAll(tile => options.Region is not { } region || Touches(tile, region));
        var collector = new CandidateCollector(config, image.Height, image.Width, probThresh, options.BoundaryExclusion);
        float[] buffer = [];
        for (var i = 0; i < tiles.Count; i++)
        {
            ct.ThrowIfCancellationRequested();
            progress?.Report(new ProgressReport("network", i, tiles.Count));
            var tile = tiles[i];
            var size = checked(image.Channels * tile.H * tile.W);
            buffer = buffer.Length == size ? buffer : new float[size];
            image.ReadTile(tile.Y0, tile.X0, tile.H, tile.W, buffer);
            using var output = runtime.Run(buffer, tile.H, tile.W, options.TestTimeFlips);
            sink.Add(collector.Collect(tile, output));
            if (i + 1 < tiles.Count && tiles[i + 1].InnerY0 != tile.InnerY0)
            {
                sink.Advance(tile.InnerY1, ct);
            }
        }

        progress?.Report(new ProgressReport("network", tiles.Count, tiles.Count));
    }

    private static bool Touches(PredictionTile tile, PixelRectangle region) =>
        tile.InnerX0 < region.X + region.Width + RegionMargin && tile.InnerX1 > region.X - RegionMargin
        && tile.InnerY0 < region.Y + region.Height + RegionMargin && tile.InnerY1 > region.Y - RegionMargin;
}
