namespace FijiBridge.Benchmarks;

/// <summary>Placeholder until written below.</summary>
internal static class SegmentWorker
{
    public static List<double> Run(Arguments a) => throw new NotSupportedException(a.ToString());
}
