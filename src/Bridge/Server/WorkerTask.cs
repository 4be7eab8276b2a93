using FijiBridge.Bridge.Protocol;

using Newtonsoft.Json.Linq;

namespace FijiBridge.Bridge.Server;

/// <summary>A task of a client: what it asked for, whether it still wants it, and where progress goes.</summary>
public sealed class WorkerTask : IDisposable
{
    private readonly CancellationTokenSource _cancellation = new();
    private readonly ProgressThrottle _progress;
    private readonly Action<Response> _send;

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
        _send = send;
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

    /// <summary>Tells something that must not be left out, as progress with more in it; the caller takes care that it is not too often.</summary>
    /// <param name="message">The stage in words.</param>
    /// <param name="current">Steps done.</param>
    /// <param name="maximum">Steps in all.</param>
    /// <param name="secondsLeft">Remaining time, or null.</param>
    /// <param name="more">What is told.</param>
    public void Tell(string message, long current, long maximum, double? secondsLeft, JObject more) =>
        _send(new UpdateResponse(Id, message, current, maximum, secondsLeft, more));

    /// <summary>Asks the task to stop at the next safe point.</summary>
    public void Cancel()
    {
        try
        {
            _cancellation.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // it has ended in this moment
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _cancellation.Dispose();
}
