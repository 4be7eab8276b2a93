namespace FijiBridge.Bridge.Batch;

/// <summary>
/// How far a batch is, over all its images, each weighing as much as its file is large (small files count for their fixed
/// costs). Images whose results are there already count for nothing, so that the remaining time is that of real work.
/// </summary>
/// <param name="items">The images.</param>
/// <param name="sizeOf">Bytes of a file; 0 where unknown.</param>
/// <param name="show">Receives work done, work in all, and a line of text.</param>
internal sealed class BatchProgress(IReadOnlyList<WorkItem> items, Func<string, long> sizeOf, Action<double, double, string> show)
{
    private const double FixedBytes = 1 << 18;

    // Parts of an image's time, roughly: the network is most of it
    private static readonly Dictionary<string, (double From, double Part)> Stages = new(StringComparer.Ordinal)
    {
        ["reading"] = (0, 0),
        ["network"] = (0.05, 0.8),
        ["objects"] = (0.85, 0.1),
        ["writing"] = (0.95, 0),
    };

    private readonly Lock _gate = new();
    private readonly double[] _weights = [.. items.Select(i => FixedBytes + sizeOf(i.Input))];
    private readonly Dictionary<(int, int), double> _going = [];
    private double _done;
    private double _all = double.NaN;
    private int _finished;
    private int _failed;

    /// <summary>Tells what is being done with an image.</summary>
    /// <param name="job">The image.</param>
    /// <param name="stage">reading, network, objects or writing.</param>
    /// <param name="fraction">How much of the stage is done.</param>
    public void Report(BatchJob job, string stage, double fraction)
    {
        lock (_gate)
        {
            var (from, part) = Stages.GetValueOrDefault(stage);
            _going[Key(job)] = Math.Max(_going.GetValueOrDefault(Key(job)), (from + (part * fraction)) * Weight(job));
            Show(job.Item, stage);
        }
    }

    /// <summary>An image has come to its end.</summary>
    public void Finished(BatchJob job, ItemOutcome outcome)
    {
        lock (_gate)
        {
            _ = All();
            _ = _going.Remove(Key(job));
            _finished++;
            _failed += outcome.State == ItemOutcome.Failed ? 1 : 0;
            if (outcome.State == ItemOutcome.Skipped)
            {
                _all -= Weight(job);
            }
            else
            {
                _done += Weight(job);
            }

            Show(job.Item, outcome.State);
        }
    }

    private static (int Index, int Place) Key(BatchJob job) => (job.Index, job.Place);

    private double Weight(BatchJob job) => _weights[job.Index] / job.Siblings;

    private double All() => _all = double.IsNaN(_all) ? _weights.Sum() : _all;

    private void Show(WorkItem item, string stage)
    {
        var failed = _failed > 0 ? $", {_failed} failed" : "";
        var text = items.Count == 1 ? $"{item.Title}, {stage}" : $"{_finished} of {items.Count}{failed}: {item.Title}, {stage}";
        show(_done + _going.Values.Sum(), Math.Max(All(), FixedBytes), text);
    }
}
