using FijiBridge.Engine.Evaluation;

namespace FijiBridge.Bridge.Server;

/// <summary>
/// Evaluations of stacks and folders that a client sends image by image. Clients end their collections; of those that were
/// forgotten (the client died or failed) only the latest few are kept.
/// </summary>
internal sealed class EvaluationCollections
{
    private const int Kept = 4;

    private readonly LinkedList<(string Name, EvaluationSet Set)> _sets = []; // most recently used first

    /// <summary>Adds an image to a collection, which is begun by its first image; returns all of it.</summary>
    /// <param name="name">Name of the collection.</param>
    /// <param name="image">The image.</param>
    /// <param name="isLast">True to forget the collection afterwards.</param>
    public EvaluationSet Add(string name, ImageEvaluation image, bool isLast)
    {
        lock (_sets)
        {
            var known = _sets.FirstOrDefault(s => s.Name == name);
            var set = known.Set ?? new EvaluationSet();
            set.Add(image);
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
