namespace FijiBridge.Bridge.Server;

/// <summary>
/// Evaluations of stacks and folders that a client sends image by image. Clients end their collections; of those that were
/// forgotten (the client died or failed) only the latest few are kept.
/// </summary>
/// <typeparam name="TSet">What holds the images of a collection.</typeparam>
internal sealed class EvaluationCollections<TSet>
    where TSet : class, new()
{
    private const int Kept = 4;

    private readonly LinkedList<(string Name, TSet Set)> _sets = []; // most recently used first

    /// <summary>Adds an image to a collection, which is begun by its first image; returns all of it.</summary>
    /// <param name="name">Name of the collection.</param>
    /// <param name="add">Adds the image.</param>
    /// <param name="isLast">True to forget the collection afterwards.</param>
    public TSet Add(string name, Action<TSet> add, bool isLast)
    {
        lock (_sets)
        {
            var known = _sets.FirstOrDefault(s => s.Name == name);
            var set = known.Set ?? new TSet();
            add(set);
            _ = _sets.Remove(known);
            if (!isLast)
            {
                _ = _sets.AddFirst((name, set));
            }

            while (_sets.Count > Kept)
            {
                _sets.RemoveLast();
            }

            return set;
        }
    }
}
