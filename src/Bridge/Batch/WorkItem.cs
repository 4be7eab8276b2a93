namespace FijiBridge.Bridge.Batch;

/// <summary>One image to segment: a file, or one series of a file that holds several.</summary>
/// <param name="Input">The file.</param>
/// <param name="Series">Series from 1; null for the only or first one.</param>
/// <param name="Outputs">What to write, and where.</param>
internal sealed record WorkItem(string Input, int? Series, OutputFiles Outputs)
{
    /// <summary>File name (and series) for messages; line breaks in it do not break the sentence.</summary>
    public string Title => OneLine(Path.GetFileName(Input)) + SeriesText;

    /// <summary>Path (and series) for tables and messages.</summary>
    public string PlaceTitle => OneLine(Input) + SeriesText;

    private string SeriesText => Series is { } s ? $", series {s}" : "";

    /// <summary>A path in one line.</summary>
    public static string OneLine(string path) => path.Replace("\n", "\\n", StringComparison.Ordinal).Replace("\r", "\\r", StringComparison.Ordinal);
}
