namespace FijiBridge.Engine.Data;

/// <summary>
/// One fixed, unaugmented patch per image for watching the training: the centre of the image if it has object pixels,
/// else the window that covers most of them (of those, the uppermost, then leftmost, at steps of 8 pixels).
/// </summary>
public sealed class ValidationPatches
{
    private readonly PatchSamplerOptions _options;
    private readonly PreparedPairs _pairs;

    /// <summary>Prepares the patches of a set.</summary>
    /// <param name="set">The validation pairs.</param>
    /// <param name="options">Patch size, normalisation and memory; seed and foreground are not used.</param>
    public ValidationPatches(ITrainingSet set, PatchSamplerOptions options)
    {
        options.Validate();
        _options = options;
        _pairs = new PreparedPairs(set, options.Normalization, options.CacheBytes);
    }

    /// <summary>Number of patches, one per pair.</summary>
    public int Count => _pairs.Count;

    /// <summary>The patch of pair <paramref name="index"/>.</summary>
    public Patch Get(int index)
    {
        var pair = _pairs[index];
        int h = _options.PatchHeight, w = _options.PatchWidth;
        int lastY = pair.Image.Height - h, lastX = pair.Image.Width - w;
        int bestY = Centre(lastY), bestX = Centre(lastX);
        if (pair.Coverage.Count(bestY, bestX, h, w) == 0)
        {
            var most = 0;
            foreach (var y0 in Corners(lastY))
            {
                foreach (var x0 in Corners(lastX))
                {
                    var count = pair.Coverage.Count(y0, x0, h, w);
                    if (count > most)
                    {
                        (most, bestY, bestX) = (count, y0, x0);
                    }
                }
            }
        }

        return new PatchWindow(pair.Name, index, pair.Image, pair.Labels, bestY, bestX, h, w).Cut();
    }

    private static int Centre(int last) => last > 0 ? last / 2 : PatchSampler.CentredCorner(last);

    private static IEnumerable<int> Corners(int last)
    {
        if (last <= 0)
        {
            yield return PatchSampler.CentredCorner(last);
            yield break;
        }

        for (var i = 0; i < last; i += 8)
        {
            yield return i;
        }

        yield return last;
    }
}
