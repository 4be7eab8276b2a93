using Newtonsoft.Json.Linq;

namespace FijiBridge.Bridge.Server;

/// <summary>
/// One operation of the worker. A new operation is one file with one of these, added to <see cref="Operations"/>; it only
/// converts, calls the engine and reports.
/// </summary>
public interface IRequestHandler
{
    /// <summary>The "script" that names the operation in a request.</summary>
    string Name { get; }

    /// <summary>What it does, in one sentence.</summary>
    string Summary { get; }

    /// <summary>The inputs it knows; any other input is refused.</summary>
    IReadOnlyList<InputInfo> Inputs { get; }

    /// <summary>True for heavy work: such tasks run one after another on one thread. Others run at once.</summary>
    bool UsesDevice { get; }

    /// <summary>True for work that is of no use without its client, such as hours of training that can be resumed: it is cancelled when the input ends.</summary>
    bool EndsWithClient => false;

    /// <summary>Does the work.</summary>
    /// <returns>The outputs of the COMPLETION message.</returns>
    /// <exception cref="Engine.UserAdviceException">The user can mend it; becomes a FAILURE with that sentence.</exception>
    /// <exception cref="OperationCanceledException">The task's token was cancelled; becomes CANCELATION.</exception>
    JObject Run(WorkerTask task);
}

/// <summary>An input of an operation, as `describe` tells it.</summary>
/// <param name="Name">Key in "inputs".</param>
/// <param name="Type">Its type in words: "ndarray", "text", "number", "true or false"…</param>
/// <param name="Description">What it means, with unit, range and default.</param>
/// <param name="Required">True where it has no default.</param>
public sealed record InputInfo(string Name, string Type, string Description, bool Required = false);
