using System.Text;

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
        using var input = new StreamReader(Console.OpenStandardInput(), new UTF8Encoding(false));
        Serve(input, new ResponseWriter(output), catalog, examine, logPath);
    }

    /// <summary>Serves a client until its requests end.</summary>
    /// <param name="requests">Lines of requests.</param>
    /// <param name="responses">Takes the responses.</param>
    /// <param name="catalog">Where models are.</param>
    /// <param name="examine">Makes the findings of `doctor`.</param>
    /// <param name="logPath">Path of the log that failures point to, or null.</param>
    /// <param name="started">Told about the server before it serves, so that its tasks can be cancelled.</param>
    public static void Serve(
        TextReader requests, ResponseWriter responses, ModelCatalog catalog, Func<JArray> examine, string? logPath, Action<WorkerServer>? started = null)
    {
        using var blocks = new SharedBlocks();
        _ = ThreadPool.UnsafeQueueUserWorkItem(_ => LeftBlocks.Remove(), null);
        using var segmenter = new EngineSegmenter(catalog);
        var server = new WorkerServer(requests, responses, Operations.Create(segmenter, catalog, examine, blocks, logPath), logPath);
        started?.Invoke(server);
        server.Run();
    }
}
