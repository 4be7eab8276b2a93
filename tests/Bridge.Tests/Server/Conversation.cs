using System.Collections.Concurrent;
using System.IO.Pipes;
using System.Text;

using FijiBridge.Bridge.Protocol;
using FijiBridge.Bridge.Server;

using Newtonsoft.Json.Linq;

namespace FijiBridge.Bridge.Tests.Server;

/// <summary>A worker with given operations on a thread of the test, and a client that talks to it through pipes.</summary>
internal sealed class Conversation : IDisposable
{
    private readonly AnonymousPipeServerStream _requests = new(PipeDirection.Out);
    private readonly AnonymousPipeServerStream _responses = new(PipeDirection.In);
    private readonly BlockingCollection<Response> _received = [];
    private readonly Thread _worker;
    private readonly Thread _reader;

    public Conversation(params IRequestHandler[] handlers)
    {
        var input = new AnonymousPipeClientStream(PipeDirection.In, _requests.ClientSafePipeHandle);
        var output = new AnonymousPipeClientStream(PipeDirection.Out, _responses.ClientSafePipeHandle);
        _worker = new Thread(() =>
        {
            new WorkerServer(input, output, handlers, "/log/of/the/test").Run();
            output.Dispose();
        });
        _reader = new Thread(ReadAll) { IsBackground = true };
        _worker.Start();
        _reader.Start();
    }

    /// <summary>Sends a line as it is.</summary>
    public void Send(string line)
    {
        _requests.Write(Encoding.UTF8.GetBytes(line + "\n"));
        _requests.Flush();
    }

    public void Execute(string task, string script, JObject? inputs = null) => Send(MessageCodec.Encode(new ExecuteRequest(task, script, inputs ?? [])));

    public void Cancel(string task) => Send(MessageCodec.Encode(new CancelRequest(task)));

    /// <summary>The next response.</summary>
    public Response Next() => _received.TryTake(out var response, TimeSpan.FromSeconds(30)) ? response : throw new TimeoutException("The worker is silent.");

    public T Next<T>()
        where T : Response => Next() is var r && r is T wanted ? wanted : throw new InvalidOperationException($"Expected {typeof(T).Name}, got {r}.");

    /// <summary>The answer of a task, after its LAUNCH and its progress.</summary>
    public T Answer<T>()
        where T : Response
    {
        Response response;
        do
        {
            response = Next();
        }
        while (response is LaunchResponse or UpdateResponse);
        return response as T ?? throw new InvalidOperationException($"Expected {typeof(T).Name}, got {response}.");
    }

    /// <summary>Closes the worker's input and waits for its end.</summary>
    public void Close()
    {
        _requests.Dispose();
        if (!_worker.Join(TimeSpan.FromSeconds(30)))
        {
            throw new TimeoutException("The worker does not end.");
        }
    }

    /// <summary>Stops reading, as a client that has died.</summary>
    public void StopReading() => _responses.Dispose();

    public void Dispose() => Close();

    private void ReadAll()
    {
        try
        {
            using var lines = new StreamReader(_responses);
            while (lines.ReadLine() is { } line)
            {
                _received.Add(MessageCodec.DecodeResponse(line));
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or OperationCanceledException)
        {
            // StopReading
        }
    }
}

/// <summary>An operation made of a lambda.</summary>
internal sealed class Operation(string name, Func<WorkerTask, JObject> run, bool usesDevice = true, params InputInfo[] inputs) : IRequestHandler
{
    public string Name => name;

    public string Summary => "A test.";

    public IReadOnlyList<InputInfo> Inputs => inputs;

    public bool UsesDevice => usesDevice;

    public JObject Run(WorkerTask task) => run(task);
}
