using FijiBridge.Bridge.Server.Handlers;

namespace FijiBridge.Bridge.Server;

/// <summary>The operations of the worker; a new one is added here.</summary>
public static class Operations
{
    /// <summary>Makes the handlers of one worker.</summary>
    /// <param name="segmenter">The engine.</param>
    /// <param name="blocks">The worker's shared memory.</param>
    /// <param name="logPath">Path of the log, or null.</param>
    public static IReadOnlyList<IRequestHandler> Create(ISegmenter segmenter, SharedBlocks blocks, string? logPath)
    {
        List<IRequestHandler> operations = [];
        operations.Add(new DescribeHandler(() => operations, logPath));
        operations.Add(new SegmentHandler(segmenter, blocks));
        operations.Add(new EvaluateHandler(blocks));
        operations.Add(new ReleaseHandler(blocks));
        return operations;
    }
}
