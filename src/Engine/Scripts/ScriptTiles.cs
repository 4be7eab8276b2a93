using FijiBridge.Engine.Images;

namespace FijiBridge.Engine.Scripts;

/// <summary>
/// Runs a network that takes images of certain sizes only (smallest size, step, or one fixed size) on images of any size. An image
/// that fits is run as a whole, reflected at its lower and right border up to the next size; a larger one in tiles that overlap
/// by two halos.
/// </summary>
internal sealed class ScriptTiles(ScriptConfig config, int preferredTile)
{
    /// <summary>Runs the network.</summary>
    /// <param name="image">The image as the network shall see it.</param>
    /// <param name="run">Runs one tile; gives an output of the same height and width.</param>
    /// <param name="progress">Receives tiles done.</param>
    /// <param name="ct">Stops before the next tile.</param>
    public Planes Run(Planes image, Func<Planes, Planes> run, IProgress<ProgressReport>? progress, CancellationToken ct)
    {
        int tileY = Side(image.Height, 0), tileX = Side(image.Width, 1);
        List<(int Tile, int First, int End)> rows = Cuts(image.Height, tileY, config.Halo[0]), columns = Cuts(image.Width, tileX, config.Halo[1]);
        if (config.Objects == ObjectReading.Labels && rows.Count * columns.Count > 1)
        {
            throw new UserAdviceException(
                $"This model gives labels for images of at most {tileX} x {tileY} pixels, and labels of tiles cannot be joined; crop or reduce the image of {image.Width} x {image.Height} pixels.");
        }

        Planes? whole = null;
        var done = 0;
        foreach (var (tile, first, end) in rows)
        {
            foreach (var (tileAtX, firstX, endX) in columns)
            {
                ct.ThrowIfCancellationRequested();
                progress?.Report(new ProgressReport("network", done++, rows.Count * columns.Count));
                var output = run(Read(image, tile, tileAtX, tileY, tileX));
                if (output.Height != tileY || output.Width != tileX)
                {
                    throw new UserAdviceException($"The network gives {output.Width} x {output.Height} pixels for {tileX} x {tileY}; only networks that keep the size can be used.");
                }

                whole ??= new Planes(new float[checked(output.Channels * image.Area)], output.Channels, image.Height, image.Width);
                for (var c = 0; c < output.Channels; c++)
                {
                    for (var y = first; y < end; y++)
                    {
                        output.Plane(c).Slice(((y - tile) * tileX) + firstX - tileAtX, endX - firstX).CopyTo(whole.Plane(c)[((y * image.Width) + firstX)..]);
                    }
                }
            }
        }

        progress?.Report(new ProgressReport("network", done, done));
        return whole!;
    }

    // The size that holds the image, or the largest allowed one up to the preferred tile.
    private int Side(int extent, int axis)
    {
        int min = config.MinSize[axis], step = config.SizeStep[axis];
        if (step == 0)
        {
            return min;
        }

        int Up(int wanted) => min + ((Math.Max(0, wanted - min) + step - 1) / step * step);
        var whole = Up(extent);
        var wanted = Math.Max(preferredTile, (4 * config.Halo[axis]) + 1);
        return config.Objects == ObjectReading.Labels || whole <= Up(wanted) ? whole : Up(wanted);
    }

    // Where tiles begin and which positions each answers for. The first begins at the image's border, as a whole image would.
    private static List<(int Tile, int First, int End)> Cuts(int extent, int tile, int halo)
    {
        if (extent <= tile)
        {
            return [(0, 0, extent)];
        }

        var inner = tile - (2 * halo);
        if (inner < 1)
        {
            throw new UserAdviceException($"The model's tiles of {tile} pixels have a halo of {halo} pixels at both sides, which leaves nothing; its description is wrong.");
        }

        var cuts = new List<(int, int, int)>();
        for (var first = 0; first < extent;)
        {
            var begin = Math.Min(Math.Max(0, first - halo), extent - tile); // the last tile ends at the image's border
            var end = begin + tile >= extent ? extent : begin + tile - halo;
            cuts.Add((begin, first, end));
            first = end;
        }

        return cuts;
    }

    private static Planes Read(Planes image, int y0, int x0, int height, int width)
    {
        var tile = new Planes(new float[checked(image.Channels * height * width)], image.Channels, height, width);
        int[] rows = ReflectedIndex.Range(y0, height, image.Height), columns = ReflectedIndex.Range(x0, width, image.Width);
        for (var c = 0; c < image.Channels; c++)
        {
            var from = image.Plane(c);
            var to = tile.Plane(c);
            for (var y = 0; y < height; y++)
            {
                for (var x = 0; x < width; x++)
                {
                    to[(y * width) + x] = from[(rows[y] * image.Width) + columns[x]];
                }
            }
        }

        return tile;
    }
}
