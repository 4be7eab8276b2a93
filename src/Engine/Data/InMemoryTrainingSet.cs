namespace FijiBridge.Engine.Data;

/// <summary>Pairs that are already in memory: tests, simulated data, images open in ImageJ.</summary>
public sealed class InMemoryTrainingSet : ITrainingSet
{
    private readonly TrainingPair[] _pairs;

    /// <summary>Wraps the pairs; image and labels of each must have the same size.</summary>
    public InMemoryTrainingSet(IEnumerable<TrainingPair> pairs)
    {
        _pairs = [.. pairs];
        foreach (var pair in _pairs)
        {
            PairRules.RequireSameSize(pair);
        }
    }

    /// <inheritdoc/>
    public int Count => _pairs.Length;

    /// <inheritdoc/>
    public string NameOf(int index) => _pairs[index].Name;

    /// <inheritdoc/>
    public TrainingPair Load(int index) => _pairs[index];
}
