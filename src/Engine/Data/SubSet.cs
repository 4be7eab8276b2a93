namespace FijiBridge.Engine.Data;

/// <summary>Some pairs of another set, in a chosen order, loaded through it.</summary>
public sealed class SubSet : ITrainingSet
{
    private readonly ITrainingSet _whole;
    private readonly int[] _indices;

    /// <summary>Takes the pairs <paramref name="indices"/> of <paramref name="whole"/>.</summary>
    public SubSet(ITrainingSet whole, IEnumerable<int> indices)
    {
        _whole = whole;
        _indices = [.. indices];
        foreach (var i in _indices)
        {
            if ((uint)i >= (uint)whole.Count)
            {
                throw new ArgumentOutOfRangeException(nameof(indices), i, $"The set has {whole.Count} pairs.");
            }
        }
    }

    /// <inheritdoc/>
    public int Count => _indices.Length;

    /// <summary>Positions of the pairs in the whole set.</summary>
    public IReadOnlyList<int> Indices => _indices;

    /// <inheritdoc/>
    public string NameOf(int index) => _whole.NameOf(_indices[index]);

    /// <inheritdoc/>
    public TrainingPair Load(int index) => _whole.Load(_indices[index]);
}
