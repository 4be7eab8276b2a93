using System.Text;

using FijiBridge.Bridge.Protocol;

namespace FijiBridge.Bridge.Server;

/// <summary>
/// Writes responses as lines, one at a time, each flushed. When the client no longer reads, <see cref="Broken"/> is called
/// once and everything else is dropped: a worker whose client has died stops its tasks.
/// </summary>
/// <param name="output">The protocol's stream.</param>
public sealed class ResponseWriter(Stream output)
{
    private readonly Lock _gate = new();
    private bool _broken;

    /// <summary>Called once, when a line could not be written.</summary>
    public event Action? Broken;

    /// <summary>Writes one response; may be called from any thread.</summary>
    public void Send(Response response)
    {
        var line = Encoding.UTF8.GetBytes(MessageCodec.Encode(response) + "\n");
        lock (_gate)
        {
            if (_broken)
            {
                return;
            }

            try
            {
                output.Write(line);
                output.Flush();
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
