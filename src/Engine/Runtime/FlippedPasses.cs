using FijiBridge.Engine.StarDist;
using TorchSharp;
using static TorchSharp.torch;

namespace FijiBridge.Engine.Runtime;

/// <summary>Maps of one pass: probability (1, 1, H', W'), distances (1, nRays, H', W'), class probabilities or null.</summary>
internal sealed record NetworkMaps(Tensor Prob, Tensor Dist, Tensor? ClassProb);

/// <summary>
/// Averages a network over the mirrored images (test-time augmentation). Mirroring along x sends ray k to n/2 - k,
/// along y to -k (mod n), so that the number of rays must be even for the former. On a grid g, cell o stands for pixel
/// o*g; the mirrored image is shifted by g - 1 pixels so that its cells stand for the same pixels.
/// </summary>
internal static class FlippedPasses
{
    /// <summary>Runs <paramref name="pass"/> on the image and its mirror images and averages the maps.</summary>
    public static NetworkMaps Average(Func<Tensor, NetworkMaps> pass, Tensor image, StarDistConfig config)
    {
        var passes = new List<NetworkMaps> { pass(image) };
        var flipsX = config.NRays % 2 == 0 ? new[] { false, true } : [false];
        foreach (var flipY in new[] { false, true })
        {
            foreach (var flipX in flipsX)
            {
                if (!flipY && !flipX)
                {
                    continue;
                }

                var mirrored = image;
                mirrored = flipY ? Mirror(mirrored, 2, config.GridY) : mirrored;
                mirrored = flipX ? Mirror(mirrored, 3, config.GridX) : mirrored;
                passes.Add(Undo(pass(TorchFeatures.ChannelsLast(mirrored)), flipY, flipX, config.NRays));
            }
        }

        Tensor Mean(Func<NetworkMaps, Tensor> map) => passes.Select(map).Aggregate((a, b) => a + b) / (double)passes.Count;
        return new NetworkMaps(Mean(m => m.Prob), Mean(m => m.Dist), passes[0].ClassProb is null ? null : Mean(m => m.ClassProb!));
    }

    /// <summary>Pixel i of the result is pixel size - grid - i, reflected at 0 for the last grid - 1 pixels.</summary>
    private static Tensor Mirror(Tensor x, long axis, int grid)
    {
        var size = x.shape[axis];
        var main = x.narrow(axis, 0, size - grid + 1).flip([axis]);
        return grid == 1 ? main : cat([main, x.narrow(axis, Math.Min(1, size - grid + 1), grid - 1)], axis);
    }

    private static NetworkMaps Undo(NetworkMaps maps, bool flipY, bool flipX, int nRays)
    {
        var axes = new List<long>();
        if (flipY)
        {
            axes.Add(2);
        }

        if (flipX)
        {
            axes.Add(3);
        }

        // Ray k of the original is the mirrored image's ray that points the same way.
        var source = new long[nRays];
        for (var k = 0; k < nRays; k++)
        {
            var ray = flipY ? (nRays - k) % nRays : k;
            source[k] = flipX ? ((nRays / 2) - ray + nRays) % nRays : ray;
        }

        var axesArray = axes.ToArray();
        var dist = maps.Dist.flip(axesArray).index_select(1, tensor(source).to(maps.Dist.device));
        return new NetworkMaps(maps.Prob.flip(axesArray), dist, maps.ClassProb?.flip(axesArray));
    }
}
