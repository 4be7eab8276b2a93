using FijiBridge.Engine.Instances;
using FijiBridge.Engine.Polygons;
using FijiBridge.Engine.Runtime;

namespace FijiBridge.Engine.StarDist;

/// <summary>
/// Takes the candidates out of a tile's output: cells of the tile's inner part with probability above the threshold
/// (strictly) that are not within the excluded cells along the image's border. Distances below 1e-3 become 1e-3.
/// </summary>
internal sealed class CandidateCollector(StarDistConfig config, int height, int width, double probThresh, int boundaryExclusion)
{
    private const float SmallestDistance = 1e-3f;
    private readonly int _cellsY = (height + config.GridY - 1) / config.GridY;
    private readonly int _cellsX = (width + config.GridX - 1) / config.GridX;

    /// <summary>The candidates of one tile, in pixels of the image that the network saw.</summary>
    public StarPolygons Collect(PredictionTile tile, INetworkOutput output)
    {
        var prob = output.Prob;
        var threshold = (float)probThresh;
        var positions = new List<long>();
        List<float> ys = [], xs = [], probs = [];
        int gridY = config.GridY, gridX = config.GridX, b = boundaryExclusion;
        for (var y = RoundUp(tile.InnerY0, gridY); y < tile.InnerY1; y += gridY)
        {
            var cellY = y / gridY;
            if (cellY < b || cellY >= _cellsY - b)
            {
                continue;
            }

            for (var x = RoundUp(tile.InnerX0, gridX); x < tile.InnerX1; x += gridX)
            {
                var cellX = x / gridX;
                var position = ((y - tile.Y0) / gridY * output.Width) + ((x - tile.X0) / gridX);
                if (prob[position] > threshold && cellX >= b && cellX < _cellsX - b)
                {
                    positions.Add(position);
                    ys.Add(y);
                    xs.Add(x);
                    probs.Add(prob[position]);
                }
            }
        }

        var at = positions.ToArray();
        var dist = output.GatherDist(at);
        for (var i = 0; i < dist.Length; i++)
        {
            dist[i] = Math.Max(SmallestDistance, dist[i]);
        }

        var classes = config.NClasses is null ? null : BestClasses(output.GatherClass(at)!, at.Length);
        return new StarPolygons(config.NRays, [.. ys], [.. xs], dist, [.. probs], classes);
    }

    // The most probable class but background: that there is an object is what the object probability says.
    private static int[] BestClasses(float[] probs, int count)
    {
        var classes = new int[count];
        var per = count == 0 ? 0 : probs.Length / count;
        for (var i = 0; i < count; i++)
        {
            var best = 1;
            for (var c = 2; c < per; c++)
            {
                best = probs[(i * per) + c] > probs[(i * per) + best] ? c : best;
            }

            classes[i] = best;
        }

        return classes;
    }

    private static int RoundUp(int value, int divisor) => (value + divisor - 1) / divisor * divisor;
}
