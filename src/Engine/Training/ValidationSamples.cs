using System.Collections;
using FijiBridge.Engine.Data;

namespace FijiBridge.Engine.Training;

/// <summary>
/// The fixed validation samples of a task. As many as a budget of memory allows are kept; the others are read and prepared anew each
/// time, so that a validation part may be larger than memory. Not for several threads at a time.
/// </summary>
/// <param name="patches">The patches; each sample is made of one.</param>
/// <param name="task">Makes the arrays.</param>
/// <param name="budgetBytes">Memory for samples that are kept.</param>
internal sealed class ValidationSamples(ValidationPatches patches, ITrainingTask task, long budgetBytes = 1L << 30) : IReadOnlyList<TrainingSample>
{
    private readonly Dictionary<int, TrainingSample> _kept = [];

    /// <inheritdoc/>
    public int Count => patches.Count;

    /// <summary>Bytes of the samples that are kept.</summary>
    public long KeptBytes { get; private set; }

    /// <inheritdoc/>
    public TrainingSample this[int index]
    {
        get
        {
            if (_kept.TryGetValue(index, out var known))
            {
                return known;
            }

            var sample = task.Prepare(patches.Get(index));
            var bytes = sample.Arrays.Sum(a => (long)a.Values.Length * sizeof(float));
            if (KeptBytes + bytes <= budgetBytes)
            {
                KeptBytes += bytes;
                _kept[index] = sample;
            }

            return sample;
        }
    }

    /// <summary>Prepares every sample once, so that what is wrong with one is told before the training.</summary>
    /// <exception cref="UserAdviceException">A pair does not fit the task.</exception>
    public void Check(CancellationToken ct)
    {
        foreach (var _ in this)
        {
            ct.ThrowIfCancellationRequested();
        }
    }

    /// <inheritdoc/>
    public IEnumerator<TrainingSample> GetEnumerator()
    {
        for (var i = 0; i < Count; i++)
        {
            yield return this[i];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
