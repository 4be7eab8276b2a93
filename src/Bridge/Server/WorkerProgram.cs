using FijiBridge.Bridge.Protocol;
using FijiBridge.Engine.Models;

using Newtonsoft.Json.Linq;

namespace FijiBridge.Bridge.Server;

/// <summary>The worker as a program: the protocol on stdin and stdout, until stdin ends.</summary>
public static class WorkerProgram
{
    /// <summary>Serves until stdin ends.</summary>
    /// <param name="catalog">Where models are.</param>
    /// <param name="examine">Makes the findings of `doctor`.</param>
    /// <param name="logPath">Path of the log that failures point to, or null.</param>
    public static void Run(ModelCatalog catalog, Func<JArray> examine, string? logPath)
    {
        using var output = StdoutGuard.Claim();
        using var input = Console.OpenStandardInput();
        using var blocks = new SharedBlocks();
        _ = ThreadPool.UnsafeQueueUserWorkItem(_ => LeftBlocks.Remove(), null);
        using var segmenter = new EngineSegmenter(catalog);
        new WorkerServer(input, output, Operations.Create(segmenter, catalog, examine, blocks, logPath), logPath).Run();
    }
}
