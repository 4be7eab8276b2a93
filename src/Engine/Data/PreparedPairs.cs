using FijiBridge.Engine.Images;
using FijiBridge.Engine.Labels;

namespace FijiBridge.Engine.Data;

/// <summary>A loaded pair with what drawing windows from it needs.</summary>
internal sealed record PreparedPair(string Name, NormalizedImage Image, LabelImage Labels, ObjectCoverage Coverage)
{
    public long Bytes
    {
        get
        {
            var perPixel = Image.Source.Kind switch { PixelKind.UInt8 => 1, PixelKind.UInt16 => 2, _ => 4 };
            return ((long)Image.Width * Image.Height * ((perPixel * Image.Channels) + sizeof(int))) + Coverage.Bytes;
        }
    }
}

/// <summary>Loads and normalises the pairs of a set, keeping as many as a memory budget allows.</summary>
internal sealed class PreparedPairs(ITrainingSet set, NormalizationOptions normalization, long budgetBytes)
{
    private readonly MemoryBudgetCache<PreparedPair> _cache = new(
        budgetBytes,
        index =>
        {
            var pair = PairRules.RequireSameSize(set.Load(index));
            return new PreparedPair(pair.Name, Normalizer.Normalize(pair.Image, normalization), pair.Labels, new ObjectCoverage(pair.Labels));
        },
        pair => pair.Bytes);

    public int Count => set.Count;

    public long CachedBytes => _cache.Bytes;

    public PreparedPair this[int index] => _cache.Get(index);
}
