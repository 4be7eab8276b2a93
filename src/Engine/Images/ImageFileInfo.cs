namespace FijiBridge.Engine.Images;

/// <summary>What an image file says about itself.</summary>
public sealed record ImageFileInfo
{
    /// <summary>The file as it was named.</summary>
    public required string Path { get; init; }

    /// <summary>Name of the format, for example "Zeiss CZI" or "TIFF (ImageJ)".</summary>
    public required string Format { get; init; }

    /// <summary>What read it, for example "ImageJ 1.53t" or "Bio-Formats 8.0.1".</summary>
    public required string Reader { get; init; }

    /// <summary>The images of the file, at least one, in its order.</summary>
    public required IReadOnlyList<SeriesInfo> Series { get; init; }

    /// <summary>All keys and values of the file as the reader gives them, sorted by key; empty where not asked for.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> OriginalMetadata { get; init; } = [];

    /// <summary>Sentences for the user, for example about metadata that could not be understood.</summary>
    public IReadOnlyList<string> Notices { get; init; } = [];
}
