using Newtonsoft.Json;

namespace FijiBridge.Bridge.Batch;

/// <summary>One image to segment: a file, or one series of a file that holds several.</summary>
/// <param name="Input">The file.</param>
/// <param name="Series">Series from 1; null for the only or first one.</param>
/// <param name="Outputs">What to write, and where.</param>
internal sealed record WorkItem(string Input, int? Series, OutputFiles Outputs)
{
    /// <summary>True for a file all of whose series are wanted: how many there are is known when it is opened.</summary>
    public bool AllSeries { get; init; }

    /// <summary>One series of this file; its results are named after it.</summary>
    /// <param name="series">From 1.</param>
    public WorkItem Only(int series) => this with { AllSeries = false, Series = series, Outputs = Outputs with { BaseName = $"{Outputs.BaseName}_series{series}" } };

    /// <summary>File name (and series) for messages; line breaks in it do not break the sentence.</summary>
    [JsonIgnore]
    public string Title => OneLine(Path.GetFileName(Input)) + SeriesText;

    /// <summary>Path (and series) for tables and messages.</summary>
    [JsonIgnore]
    public string PlaceTitle => OneLine(Input) + SeriesText;

    private string SeriesText => Series is { } s ? $", series {s}" : "";

    /// <summary>A path in one line.</summary>
    public static string OneLine(string path) => path.Replace("\n", "\\n", StringComparison.Ordinal).Replace("\r", "\\r", StringComparison.Ordinal);
}
