namespace FijiBridge.Bridge.Batch;

/// <summary>What became of one image of a batch.</summary>
/// <param name="Item">The image.</param>
/// <param name="State">One of the words below.</param>
internal sealed record ItemOutcome(WorkItem Item, string State)
{
    /// <summary>Segmented, all results written.</summary>
    public const string Done = "done";

    /// <summary>The results were there from an earlier run.</summary>
    public const string Skipped = "skipped";

    /// <summary>It failed; nothing was written.</summary>
    public const string Failed = "failed";

    /// <summary>Not begun or not finished when the batch stopped; nothing was written.</summary>
    public const string Cancelled = "cancelled";

    /// <summary>Not yet segmented by the cluster.</summary>
    public const string Waiting = "waiting";

    /// <summary>Columns; 0 where unknown.</summary>
    public int Width { get; init; }

    /// <summary>Rows.</summary>
    public int Height { get; init; }

    /// <summary>Series that the file holds; 0 where unknown.</summary>
    public int SeriesInFile { get; init; }

    /// <summary>Objects found.</summary>
    public int Objects { get; init; }

    /// <summary>Seconds in the stages.</summary>
    public StageSeconds Seconds { get; init; } = new(0, 0, 0);

    /// <summary>Why it failed, one sentence; null where it did not.</summary>
    public string? Error { get; init; }

    /// <summary>True where the failure is a fault of the program, not something that the user can mend.</summary>
    public bool IsFault { get; init; }

    /// <summary>True where the results are there.</summary>
    public bool IsGood => State is Done or Skipped;

    /// <summary>The image for tables; where nobody asked for a series of a file that holds several, it says which one was taken.</summary>
    public string Title => Item.Series is null && SeriesInFile > 1 ? $"{Item.PlaceTitle}, series 1 of {SeriesInFile}" : Item.PlaceTitle;
}
