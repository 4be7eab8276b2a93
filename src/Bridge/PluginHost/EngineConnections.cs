using System.Collections.Concurrent;
using FijiBridge.Bridge.Jvm;

namespace FijiBridge.Bridge.PluginHost;

/// <summary>
/// The bodies of the native methods of dlsegment.client.HostedEngine: ImageJ's plugin calls the engine of this process by the very lines that
/// it sends to a worker's process (docs/protocol.md).
/// </summary>
internal sealed class EngineConnections
{
    /// <summary>The Java side.</summary>
    public const string JavaName = "dlsegment.client.HostedEngine";

    private readonly ConcurrentDictionary<string, EngineConnection> _connections = new();
    private readonly IJavaHost _java;
    private readonly ServeClient _serve;
    private int _count;

    /// <summary>Gives the methods their bodies.</summary>
    /// <param name="java">A Java VM with the plugin on its class path.</param>
    /// <param name="serve">Serves one client.</param>
    public EngineConnections(IJavaHost java, ServeClient serve)
    {
        _java = java;
        _serve = serve;
        java.Implement(JavaName, "connect", _ => Connect());
        java.Implement(JavaName, "send0", Send);
        java.Implement(JavaName, "disconnect", Disconnect);
    }

    /// <summary>Cancels what still runs and waits a while for its end.</summary>
    public void Close(TimeSpan patience)
    {
        var open = _connections.Values;
        foreach (var connection in open)
        {
            connection.Close();
            connection.Cancel();
        }

        foreach (var connection in open)
        {
            _ = connection.Join(patience);
        }
    }

    private string Connect()
    {
        var name = $"{Interlocked.Increment(ref _count)}";
        _connections[name] = new EngineConnection(_java, name, _serve, () => _connections.TryRemove(name, out _));
        return name;
    }

    private string? Send(string? text)
    {
        var (name, line) = Split(text);
        _connections[name].Send(line);
        return null;
    }

    private string? Disconnect(string? text)
    {
        var (name, now) = Split(text);
        if (_connections.TryGetValue(name, out var connection))
        {
            connection.Close();
            if (now.Length > 0)
            {
                connection.Cancel();
            }
        }

        return null;
    }

    private static (string Name, string Line) Split(string? text)
    {
        var blank = text!.IndexOf(' ', StringComparison.Ordinal);
        return blank < 0 ? (text, "") : (text[..blank], text[(blank + 1)..]);
    }
}
