using System.Text;

using FijiBridge.Bridge.Protocol;

namespace FijiBridge.Bridge.Server;

/// <summary>
/// Writes responses as lines, one at a time, each flushed. When the client no longer reads, <see cref="Broken"/> is called
/// once and everything else is dropped: a worker whose client has died stops its tasks.
/// </summary>
/// <param name="write">Takes a line without its end, one at a time; throws IOException where nobody reads any more.</param>
public sealed class ResponseWriter(Action<string> write)
{
    private readonly Lock _gate = new();
    private bool _broken;

    /// <summary>Writes to a stream, each line flushed.</summary>
    /// <param name="output">The protocol's stream.</param>
    public ResponseWriter(Stream output)
        : this(line =>
        {
            output.Write(Encoding.UTF8.GetBytes(line + "\n"));
            output.Flush();
        })
    {
    }

    /// <summary>Called once, when a line could not be written.</summary>
    public event Action? Broken;

    /// <summary>Writes one response; may be called from any thread.</summary>
    public void Send(Response response)
    {
        var line = MessageCodec.Encode(response);
        lock (_gate)
        {
            if (_broken)
            {
                return;
            }

            try
            {
                write(line);
                return;
            }
            catch (Exception e) when (e is IOException or ObjectDisposedException)
            {
                _broken = true;
            }
        }

        Broken?.Invoke();
    }
}
