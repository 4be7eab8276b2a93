namespace FijiBridge.Bridge.Batch;

/// <summary>How much a batch does at a time.</summary>
internal sealed record BatchLimits
{
    private const long Gigabyte = 1L << 30;

    /// <summary>Threads that read.</summary>
    public int Readers { get; init; } = Math.Clamp(Environment.ProcessorCount / 2, 1, 4);

    /// <summary>Images in the network's stage at a time: while one's objects are chosen, the next one's network runs.</summary>
    public int Segmenting { get; init; } = 2;

    /// <summary>Threads that write.</summary>
    public int Writers { get; init; } = Math.Clamp(Environment.ProcessorCount / 2, 1, 4);

    /// <summary>Images that wait for the network at most.</summary>
    public int Waiting { get; init; } = 8;

    /// <summary>Results that wait to be written at most.</summary>
    public int Results { get; init; } = 8;

    /// <summary>
    /// Bytes of images in memory at a time, from reading to writing. An image that is larger by itself waits until it is alone.
    /// An eighth of the memory, between 256 MB and 4 GB.
    /// </summary>
    public long Bytes { get; init; } = Math.Clamp(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 8, Gigabyte / 4, 4 * Gigabyte);

    /// <summary>Where results hold what the network gave for every pixel, as large as many images: one is made while another is written.</summary>
    public static BatchLimits ForMaps { get; } = new() { Segmenting = 1, Writers = 1, Results = 1 };
}
