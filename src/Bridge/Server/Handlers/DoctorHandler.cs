using Newtonsoft.Json.Linq;

namespace FijiBridge.Bridge.Server.Handlers;

/// <summary>Tells what was found on this machine and how to get what lacks, as `fijibridge doctor` does.</summary>
/// <param name="examine">Makes the findings: name, state, detail, remedy.</param>
public sealed class DoctorHandler(Func<JArray> examine) : IRequestHandler
{
    /// <inheritdoc/>
    public string Name => "doctor";

    /// <inheritdoc/>
    public string Summary => "Tells what was found on this machine (libtorch, GPU and its memory, models) and how to get what lacks.";

    /// <inheritdoc/>
    public IReadOnlyList<InputInfo> Inputs => [];

    /// <inheritdoc/>
    public bool UsesDevice => true;

    /// <inheritdoc/>
    public JObject Run(WorkerTask task) => new() { ["findings"] = examine() };
}
