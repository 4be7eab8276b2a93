namespace FijiBridge.Bridge.Batch.Slurm;

/// <summary>How far a chunk is, as its run log tells.</summary>
/// <param name="Ended">True when its last run came to an end with an outcome for every image.</param>
/// <param name="Outcomes">Last outcome of each image of which there is one, in the order of the chunk.</param>
/// <param name="Missing">Images without an outcome.</param>
/// <param name="Seconds">Wall time of its runs.</param>
/// <param name="BusySeconds">Part of it in which the network was at work.</param>
internal sealed record ChunkResult(bool Ended, IReadOnlyList<ItemOutcome> Outcomes, IReadOnlyList<WorkItem> Missing, double Seconds, double BusySeconds)
{
    /// <summary>Reads the log of a chunk.</summary>
    /// <param name="items">Its images.</param>
    /// <param name="log">Its log; it need not exist.</param>
    public static ChunkResult Read(IReadOnlyList<WorkItem> items, string log)
    {
        var lastRun = "";
        RunEnded? end = null;
        double seconds = 0, busy = 0;
        var images = new Dictionary<(string Input, int Series), ImageEnded>();
        foreach (var record in RunLogReader.Read(log))
        {
            switch (record)
            {
                case RunStarted:
                    (lastRun, end) = (record.Run, null);
                    break;
                case RunEnded ended when ended.Run == lastRun:
                    end = ended;
                    seconds += ended.Seconds;
                    busy += ended.Seconds * ended.NetworkBusy;
                    break;
                case ImageEnded image:
                    // what a retry passes over keeps its first outcome, with its times
                    if (image.Outcome != ItemOutcome.Skipped || !images.TryGetValue((image.Input, image.Series ?? 0), out var known) || known.Outcome == ItemOutcome.Failed)
                    {
                        images[(image.Input, image.Series ?? 0)] = image;
                        _ = image.Series is not null && images.Remove((image.Input, 0)); // the file could not be opened before
                    }

                    break;
            }
        }

        var outcomes = items.Select(item => (Item: item, Outcomes: OutcomesOf(item, images).ToList())).ToList();
        return new ChunkResult(
            end is { Cancelled: 0 }, [.. outcomes.SelectMany(o => o.Outcomes)], [.. outcomes.Where(o => o.Outcomes.Count == 0).Select(o => o.Item)], seconds, busy);
    }

    private static IEnumerable<ItemOutcome> OutcomesOf(WorkItem item, Dictionary<(string Input, int Series), ImageEnded> images) =>
        item.AllSeries && !images.ContainsKey((item.Input, 0))
            ? images.Values.Where(i => i.Input == item.Input).OrderBy(i => i.Series).Select(i => Outcome(item.Only(i.Series!.Value), i))
            : images.TryGetValue((item.Input, item.Series ?? 0), out var image) ? [Outcome(item, image)] : [];

    private static ItemOutcome Outcome(WorkItem item, ImageEnded image) => new(item, image.Outcome)
    {
        Width = image.Width,
        Height = image.Height,
        SeriesInFile = image.SeriesInFile,
        Objects = image.Objects,
        Seconds = image.Seconds,
        Error = image.Error,
    };
}
