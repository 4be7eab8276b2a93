using Newtonsoft.Json.Linq;

namespace FijiBridge.Bridge.Server.Handlers;

/// <summary>Removes shared memory that the worker has made for results.</summary>
/// <param name="blocks">The worker's shared memory.</param>
public sealed class ReleaseHandler(SharedBlocks blocks) : IRequestHandler
{
    /// <inheritdoc/>
    public string Name => "release";

    /// <inheritdoc/>
    public string Summary => "Removes shared memory that the worker has made for results, once the client has read it.";

    /// <inheritdoc/>
    public IReadOnlyList<InputInfo> Inputs { get; } =
        [new("names", "list of texts", "Names of the blocks (shm.name of the results).", Required: true)];

    /// <inheritdoc/>
    public bool UsesDevice => false;

    /// <inheritdoc/>
    public JObject Run(WorkerTask task) => new() { ["released"] = task.Inputs.Texts("names").Count(blocks.Release) };
}
