using FijiBridge.Engine.Images;
using FijiBridge.Engine.Runtime;

namespace FijiBridge.Engine.Instances;

/// <summary>Runs a network on the tiles of an image and takes what it gives; tiles come row by row from the top.</summary>
internal interface ITileSink
{
    /// <summary>Forgets everything: the image is begun anew.</summary>
    void Restart();

    /// <summary>Runs the network on a tile and keeps what the tile answers for.</summary>
    /// <param name="tile">The tile.</param>
    /// <param name="pixels">Its normalised pixels, planar (channels, H, W).</param>
    void Predict(PredictionTile tile, float[] pixels);

    /// <summary>All tiles above this row are done.</summary>
    void Advance(int knownUpToY, CancellationToken ct);
}

/// <summary>Cuts a normalised image into tiles for a network, with smaller ones where the memory does not suffice.</summary>
/// <param name="divisor">The sides of a tile are multiples of this (y, x).</param>
/// <param name="halo">Reach of the network (y, x).</param>
/// <param name="preferredTile">Side of a tile where the options name none.</param>
/// <param name="options">Tile size and region.</param>
internal sealed class TiledPrediction((int Y, int X) divisor, (int Y, int X) halo, int preferredTile, SegmentOptions options)
{
    private const int SmallestTile = 64;

    // An object in the region may lose against a better one just outside, which must therefore be known.
    private const int RegionMargin = 64;

    /// <summary>What the user should know of the run.</summary>
    public List<string> Notices { get; } = [];

    /// <summary>Predicts the whole image.</summary>
    /// <param name="image">The image as the network shall see it.</param>
    /// <param name="sink">Runs the network; restarted when the image is begun anew with smaller tiles.</param>
    /// <param name="progress">Receives tiles done.</param>
    /// <param name="ct">Stops before the next tile.</param>
    public void Run(NormalizedImage image, ITileSink sink, IProgress<ProgressReport>? progress, CancellationToken ct)
    {
        var side = options.TileSize == SegmentOptions.NoTiles ? 0 : options.TileSize > 0 ? options.TileSize : preferredTile;
        while (true)
        {
            try
            {
                sink.Restart();
                RunTiles(image, side, sink, progress, ct);
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

    private void RunTiles(NormalizedImage image, int side, ITileSink sink, IProgress<ProgressReport>? progress, CancellationToken ct)
    {
        var tiles = TilePlan.Create(image.Height, image.Width, divisor, halo, side).FindAll(tile => options.Region is not { } region || Touches(tile, region));
        float[] buffer = [];
        for (var i = 0; i < tiles.Count; i++)
        {
            ct.ThrowIfCancellationRequested();
            progress?.Report(new ProgressReport("network", i, tiles.Count));
            var tile = tiles[i];
            var size = checked(image.Channels * tile.H * tile.W);
            buffer = buffer.Length == size ? buffer : new float[size];
            image.ReadTile(tile.Y0, tile.X0, tile.H, tile.W, buffer);
            sink.Predict(tile, buffer);
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
