using Newtonsoft.Json;

namespace FijiBridge.Engine.Data;

/// <summary>The entry meta.json of a <see cref="DatasetFile"/>; what the arrays cannot say.</summary>
internal sealed record DatasetMetadata
{
    public const string EntryName = "meta.json";
    public const string FormatName = "fijibridge-dataset";

    [JsonProperty("format")] public string Format { get; init; } = FormatName;

    [JsonProperty("version")] public int Version { get; init; } = 1;

    [JsonProperty("pairs")] public List<PairEntry> Pairs { get; init; } = [];

    /// <summary>One pair: its name, sizes and calibration.</summary>
    public sealed record PairEntry
    {
        [JsonProperty("name")] public string Name { get; init; } = "";

        [JsonProperty("width")] public int Width { get; init; }

        [JsonProperty("height")] public int Height { get; init; }

        [JsonProperty("channels")] public int Channels { get; init; } = 1;

        [JsonProperty("kind")] public string Kind { get; init; } = "";

        [JsonProperty("rgb")] public bool IsRgb { get; init; }

        [JsonProperty("objects")] public int Objects { get; init; }

        [JsonProperty("pixel_width")] public double PixelWidth { get; init; } = 1;

        [JsonProperty("pixel_height")] public double PixelHeight { get; init; } = 1;

        [JsonProperty("unit")] public string Unit { get; init; } = "pixel";
    }
}
