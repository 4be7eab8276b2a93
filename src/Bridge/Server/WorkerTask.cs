using FijiBridge.Bridge.Protocol;

using Newtonsoft.Json.Linq;

namespace FijiBridge.Bridge.Server;

/// <summary>A task of a client: what it asked for, whether it still wants it, and where progress goes.</summary>
public sealed class WorkerTask : IDisposable
{
    private readonly CancellationTokenSource _cancellation = new();
    private readonly ProgressThrottle _progress;

    /// <summary>Creates a task that waits.</summary>
    /// <param name="id">The client's name for it.</param>
    /// <param name="operation">Name of the operation.</param>
    /// <param name="inputs">Its parameters.</param>
    /// <param name="send">Takes the task's progress messages.</param>
    /// <param name="clock">Time for throttling and remaining time.</param>
    public WorkerTask(string id, string operation, JObject inputs, Action<Response> send, TimeProvider clock)
    {
        Id = id;
        Operation = operation;
        Inputs = new TaskInputs(operation, inputs);
        _progress = new ProgressThrottle(id, send, clock);
    }

    /// <summary>The client's name for the task.</summary>
    public string Id { get; }

    /// <summary>Name of the operation.</summary>
    public string Operation { get; }

    /// <summary>Its parameters.</summary>
    public TaskInputs Inputs { get; }

    /// <summary>Cancelled when the client sends CANCEL or is gone.</summary>
    public CancellationToken CancellationToken => _cancellation.Token;

    /// <summary>Reports progress; sent at most ten times a second.</summary>
    /// <param name="message">The stage in words.</param>
    /// <param name="current">Steps done.</param>
    /// <param name="maximum">Steps in all.</param>
    public void Report(string message, long current, long maximum) => _progress.Report(message, current, maximum);

    /// <summary>Asks the task to stop at the next safe point.</summary>
    public void Cancel() => _cancellation.Cancel();

    /// <inheritdoc/>
    public void Dispose() => _cancellation.Dispose();
}
