using System.Collections.Concurrent;
using System.Text;

using FijiBridge.Bridge.Protocol;

using NLog;

namespace FijiBridge.Bridge.Server;

/// <summary>
/// The worker: reads requests from one stream and answers on another until the first one ends (docs/protocol.md). Tasks
/// that are there by then are finished, unless the client no longer reads.
/// </summary>
public sealed class WorkerServer
{
    private static readonly Logger Log = LogManager.GetLogger("FijiBridge.worker");

    private readonly TextReader _input;
    private readonly ResponseWriter _writer;
    private readonly Dictionary<string, IRequestHandler> _handlers;
    private readonly string? _logPath;
    private readonly TimeProvider _clock;
    private readonly ConcurrentDictionary<string, WorkerTask> _tasks = new();
    private readonly CountdownEvent _running = new(1);

    /// <summary>Creates a worker.</summary>
    /// <param name="input">Requests.</param>
    /// <param name="output">Responses; nothing else may be written there.</param>
    /// <param name="handlers">The operations.</param>
    /// <param name="logPath">Path of the log that failures point to, or null.</param>
    /// <param name="clock">Time for progress.</param>
    public WorkerServer(Stream input, Stream output, IEnumerable<IRequestHandler> handlers, string? logPath = null, TimeProvider? clock = null)
        : this(new StreamReader(input, new UTF8Encoding(false)), new ResponseWriter(output), handlers, logPath, clock)
    {
    }

    /// <summary>Creates a worker whose client is not behind streams of bytes.</summary>
    /// <param name="input">Requests, one a line; read on the thread of <see cref="Run"/>.</param>
    /// <param name="writer">Takes the responses.</param>
    /// <param name="handlers">The operations.</param>
    /// <param name="logPath">Path of the log that failures point to, or null.</param>
    /// <param name="clock">Time for progress.</param>
    public WorkerServer(TextReader input, ResponseWriter writer, IEnumerable<IRequestHandler> handlers, string? logPath = null, TimeProvider? clock = null)
    {
        _input = input;
        _writer = writer;
        _writer.Broken += CancelAll;
        _handlers = handlers.ToDictionary(h => h.Name);
        _logPath = logPath;
        _clock = clock ?? TimeProvider.System;
    }

    /// <summary>Serves until the input ends and all tasks have answered.</summary>
    public void Run()
    {
        using var compute = new ComputeThread();
        using var lines = _input;
        while (ReadLine(lines) is { } line)
        {
            if (line.Trim().Length > 0)
            {
                Take(line, compute);
            }
        }

        Log.Debug("end of input; {0} tasks to finish", _tasks.Count);
        foreach (var task in _tasks.Values.Where(t => _handlers[t.Operation].EndsWithClient))
        {
            task.Cancel();
        }

        _running.Signal();
        _running.Wait();
    }

    private static string? ReadLine(TextReader lines)
    {
        try
        {
            return lines.ReadLine();
        }
        catch (IOException)
        {
            return null; // the client died in the middle of a line
        }
    }

    private void Take(string line, ComputeThread compute)
    {
        try
        {
            switch (MessageCodec.DecodeRequest(line))
            {
                case ExecuteRequest execute:
                    Start(execute, compute);
                    break;
                case CancelRequest cancel when _tasks.TryGetValue(cancel.Task, out var task):
                    task.Cancel();
                    break;
                case CancelRequest:
                    break; // it has ended already: its last message and the CANCEL crossed
            }
        }
        catch (ProtocolException e)
        {
            Log.Warn(e.Message);
            if (e.Task is not null)
            {
                _writer.Send(TaskFailures.From(e.Task, e, _logPath));
            }
        }
    }

    private void Start(ExecuteRequest request, ComputeThread compute)
    {
        if (!_handlers.TryGetValue(request.Script, out var handler))
        {
            throw new ProtocolException(
                $"There is no operation '{request.Script}'; this worker knows {string.Join(", ", _handlers.Keys.Order())}.", request.Task);
        }

        var task = new WorkerTask(request.Task, request.Script, request.Inputs, _writer.Send, _clock);
        if (!_tasks.TryAdd(request.Task, task))
        {
            throw new ProtocolException($"A task named '{request.Task}' is already running; give each task its own name.");
        }

        _running.AddCount();
        if (handler.UsesDevice)
        {
            compute.Enqueue(() => Execute(handler, task));
        }
        else
        {
            _ = ThreadPool.UnsafeQueueUserWorkItem(_ => Execute(handler, task), null);
        }
    }

    private void Execute(IRequestHandler handler, WorkerTask task)
    {
        var start = _clock.GetTimestamp();
        Response last;
        try
        {
            task.CancellationToken.ThrowIfCancellationRequested();
            _writer.Send(new LaunchResponse(task.Id));
            task.Inputs.RefuseUnknown(handler.Inputs);
            last = new CompletionResponse(task.Id, handler.Run(task));
            Log.Info("{0} {1} done in {2:0.000} s", handler.Name, task.Id, _clock.GetElapsedTime(start).TotalSeconds);
        }
        catch (OperationCanceledException) when (task.CancellationToken.IsCancellationRequested)
        {
            Log.Info("{0} {1} cancelled", handler.Name, task.Id);
            last = new CancelationResponse(task.Id);
        }
        catch (Exception e)
        {
            var failure = TaskFailures.From(task.Id, e, _logPath);
            Log.Log(failure.Details!.Kind == "advice" ? LogLevel.Info : LogLevel.Error, e, "{0} {1} failed: {2}", handler.Name, task.Id, failure.Error);
            last = failure;
        }

        _ = _tasks.TryRemove(task.Id, out _);
        _writer.Send(last);
        task.Dispose();
        _ = _running.Signal();
    }

    /// <summary>Asks all tasks to stop at their next safe point.</summary>
    public void CancelAll()
    {
        Log.Info("the client no longer waits; stopping {0} tasks", _tasks.Count);
        foreach (var task in _tasks.Values)
        {
            task.Cancel();
        }
    }
}
