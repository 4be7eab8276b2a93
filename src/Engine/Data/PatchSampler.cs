using FijiBridge.Engine.Data.Augmentation;

namespace FijiBridge.Engine.Data;

/// <summary>
/// Draws training patches. Sample n depends on (set, options, n) alone: not on the samples before it, nor on the thread,
/// so a resumed run goes on with the same patches. Images are visited in rolling order: samples 0..Count-1 take each
/// image once in a shuffled order, the next Count samples in a new one, and so on.
/// </summary>
/// <remarks>
/// Where the window goes: with probability <see cref="PatchSamplerOptions.ForegroundOnly"/> uniformly among the windows
/// inside the image that hold at least one object pixel (all windows, if none does), else uniformly among all. An image
/// lower or narrower than the patch is centred in it and continued by reflection, see <see cref="PatchWindow"/>.
/// Safe to call from several threads.
/// </remarks>
public sealed class PatchSampler
{
    private const long OrderStream = -1;
    private readonly PatchSamplerOptions _options;
    private readonly Augmenter? _augmenter;
    private readonly PreparedPairs _pairs;
    private readonly Lock _orderLock = new();
    private readonly Dictionary<long, int[]> _orders = [];

    /// <summary>Creates a sampler.</summary>
    /// <param name="set">At least one pair.</param>
    /// <param name="options">Patch size, normalisation, seed.</param>
    /// <param name="augmentation">How patches are varied; none when null.</param>
    /// <exception cref="UserAdviceException">The set is empty, or an option is out of range; the message names it.</exception>
    public PatchSampler(ITrainingSet set, PatchSamplerOptions options, AugmentationOptions? augmentation = null)
    {
        options.Validate();
        if (set.Count == 0)
        {
            throw new UserAdviceException("The training set has no image/mask pairs; add at least two.");
        }

        _options = options;
        _augmenter = augmentation is null ? null : new Augmenter(augmentation);
        _pairs = new PreparedPairs(set, options.Normalization, options.CacheBytes);
    }

    /// <summary>Bytes of loaded pairs held now; at most the budget, or one pair.</summary>
    public long CachedBytes => _pairs.CachedBytes;

    /// <summary>Sample <paramref name="number"/> (from 0): drawn, augmented, cut.</summary>
    public Patch Sample(long number)
    {
        var window = WindowOf(number);
        return _augmenter is null ? window.Cut() : _augmenter.Apply(window, _options.Seed);
    }

    /// <summary>Index of the pair that sample <paramref name="number"/> comes from.</summary>
    public int PairOf(long number)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        var round = number / _pairs.Count;
        int[]? order;
        lock (_orderLock)
        {
            if (!_orders.TryGetValue(round, out order))
            {
                if (_orders.Count >= 8)
                {
                    _orders.Remove(_orders.Keys.Min());
                }

                order = new SeededRandom(_options.Seed, OrderStream, round).Permutation(_pairs.Count);
                _orders[round] = order;
            }
        }

        return order[number % _pairs.Count];
    }

    /// <summary>Where sample <paramref name="number"/> is cut, before augmentation.</summary>
    public PatchWindow WindowOf(long number)
    {
        var pair = _pairs[PairOf(number)];
        int h = _options.PatchHeight, w = _options.PatchWidth;
        var random = new SeededRandom(_options.Seed, number);
        int lastY = pair.Image.Height - h, lastX = pair.Image.Width - w;
        var (y0, x0) = random.Chance(_options.ForegroundOnly)
            ? ForegroundCorner(pair.Coverage, lastY, lastX, random)
            : (Corner(lastY, random), Corner(lastX, random));
        return new PatchWindow(pair.Name, number, pair.Image, pair.Labels, y0, x0, h, w);
    }

    private static int Corner(int last, SeededRandom random) => last > 0 ? random.NextInt(last + 1) : CentredCorner(last);

    /// <summary>First row of a window that is at least as high as the image: half of the surplus on each side.</summary>
    internal static int CentredCorner(int last) => -(-last / 2);

    private (int Y0, int X0) ForegroundCorner(ObjectCoverage coverage, int lastY, int lastX, SeededRandom random)
    {
        int h = _options.PatchHeight, w = _options.PatchWidth;
        // Rejection draws uniformly among the windows with an object, and nearly always ends at once.
        for (var attempt = 0; attempt < 100; attempt++)
        {
            int y0 = Corner(lastY, random), x0 = Corner(lastX, random);
            if (coverage.Count(y0, x0, h, w) > 0)
            {
                return (y0, x0);
            }
        }

        // Objects are rare: list the windows that hold one.
        var corners = new List<(int, int)>();
        for (var y0 = Math.Min(0, CentredCorner(lastY)); y0 <= Math.Max(lastY, CentredCorner(lastY)); y0++)
        {
            for (var x0 = Math.Min(0, CentredCorner(lastX)); x0 <= Math.Max(lastX, CentredCorner(lastX)); x0++)
            {
                if (coverage.Count(y0, x0, h, w) > 0)
                {
                    corners.Add((y0, x0));
                }
            }
        }

        return corners.Count > 0 ? corners[random.NextInt(corners.Count)] : (Corner(lastY, random), Corner(lastX, random));
    }
}
