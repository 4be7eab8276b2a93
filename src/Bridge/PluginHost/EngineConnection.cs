using System.Collections.Concurrent;
using FijiBridge.Bridge.Jvm;
using FijiBridge.Bridge.Server;
using NLog;

namespace FijiBridge.Bridge.PluginHost;

/// <summary>Serves one client from its first line to its last.</summary>
/// <param name="requests">Lines of requests.</param>
/// <param name="responses">Takes the responses.</param>
/// <param name="started">To be told about the server before it serves.</param>
internal delegate void ServeClient(TextReader requests, ResponseWriter responses, Action<WorkerServer> started);

/// <summary>
/// One connection of ImageJ's plugin to the engine of this process: a worker's server on a thread of its own, lines in place of pipes. Answers
/// are handed to Java on one more thread, which stays attached to the Java VM, so that the engine's threads never wait for Java.
/// </summary>
internal sealed class EngineConnection
{
    private static readonly Logger Log = LogManager.GetLogger("FijiBridge.host");
    private static readonly JavaClass Link = new(EngineConnections.JavaName);
    private static readonly JavaMethod Answer = Link.StaticMethod("void", "answer", "String", "String");
    private static readonly JavaMethod Ended = Link.StaticMethod("void", "ended", "String");

    private readonly IJavaHost _java;
    private readonly string _name;
    private readonly Action _ended;
    private readonly BlockingCollection<string> _requests = [];
    private readonly BlockingCollection<string> _answers = [];
    private readonly Thread _teller;
    private WorkerServer? _server;

    /// <summary>Opens a connection.</summary>
    /// <param name="java">The Java VM of the plugin.</param>
    /// <param name="name">Its name in the calls between Java and .NET.</param>
    /// <param name="serve">Serves the plugin.</param>
    /// <param name="ended">Called when everything was answered.</param>
    public EngineConnection(IJavaHost java, string name, ServeClient serve, Action ended)
    {
        _java = java;
        _name = name;
        _ended = ended;
        _teller = new Thread(Tell) { Name = $"engine answers {name}", IsBackground = true };
        _teller.Start();
        new Thread(() => Serve(serve)) { Name = $"engine requests {name}", IsBackground = true }.Start();
    }

    /// <summary>A line of a request.</summary>
    public void Send(string line) => _requests.Add(line);

    /// <summary>No more lines follow; what runs is finished.</summary>
    public void Close() => _requests.CompleteAdding();

    /// <summary>Asks all tasks to stop.</summary>
    public void Cancel() => _server?.CancelAll();

    /// <summary>Waits until everything was answered; false where that takes longer.</summary>
    public bool Join(TimeSpan patience) => _teller.Join(patience);

    private void Serve(ServeClient serve)
    {
        try
        {
            using var lines = new QueuedLines(_requests);
            serve(lines, new ResponseWriter(_answers.Add), server => _server = server);
        }
        catch (Exception e)
        {
            Log.Error(e, "connection {0} of the plugin failed", _name);
        }
        finally
        {
            _answers.CompleteAdding();
        }
    }

    private void Tell()
    {
        using var scope = _java.Enter();
        foreach (var line in _answers.GetConsumingEnumerable())
        {
            Call(scope, Answer, _name, line);
        }

        Call(scope, Ended, _name);
        _ended();
    }

    private static void Call(IJavaScope scope, JavaMethod method, params ReadOnlySpan<JavaValue> arguments)
    {
        try
        {
            scope.Call(method, null, arguments);
        }
        catch (JavaException e)
        {
            Log.Error(e, "the plugin failed to take an answer");
        }
    }

    /// <summary>Lines that another thread adds.</summary>
    private sealed class QueuedLines(BlockingCollection<string> lines) : TextReader
    {
        public override string? ReadLine() => lines.TryTake(out var line, Timeout.Infinite) ? line : null;
    }
}
