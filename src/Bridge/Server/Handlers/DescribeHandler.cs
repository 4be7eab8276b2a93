using System.Reflection;

using Newtonsoft.Json.Linq;

namespace FijiBridge.Bridge.Server.Handlers;

/// <summary>Tells what this worker is and what it can do. Quick: loads neither libtorch nor a model.</summary>
/// <param name="operations">All operations; read when the request comes.</param>
/// <param name="logPath">Path of the log, or null.</param>
public sealed class DescribeHandler(Func<IEnumerable<IRequestHandler>> operations, string? logPath) : IRequestHandler
{
    /// <summary>Version of docs/protocol.md. Clients refuse a worker with another one.</summary>
    public const int ProtocolVersion = 1;

    /// <inheritdoc/>
    public string Name => "describe";

    /// <inheritdoc/>
    public string Summary => "Tells the version of the engine and the operations it knows, with their inputs.";

    /// <inheritdoc/>
    public IReadOnlyList<InputInfo> Inputs => [];

    /// <inheritdoc/>
    public bool UsesDevice => false;

    /// <inheritdoc/>
    public JObject Run(WorkerTask task) => new()
    {
        ["engine"] = "fijibridge",
        ["version"] = typeof(DescribeHandler).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion,
        ["protocol"] = ProtocolVersion,
        ["program"] = Environment.ProcessPath,
        ["log"] = logPath,
        ["processId"] = Environment.ProcessId,
        ["operations"] = new JArray(operations().OrderBy(o => o.Name, StringComparer.Ordinal).Select(Describe)),
    };

    private static JObject Describe(IRequestHandler operation) => new()
    {
        ["name"] = operation.Name,
        ["summary"] = operation.Summary,
        ["inputs"] = new JArray(operation.Inputs.Select(i => new JObject
        {
            ["name"] = i.Name,
            ["type"] = i.Type,
            ["required"] = i.Required,
            ["description"] = i.Description,
        })),
    };
}
