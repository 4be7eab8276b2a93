using System.Runtime.InteropServices;

namespace FijiBridge.Bridge.Cli;

/// <summary>
/// Ctrl-C and SIGTERM as a cancellation token. The first signal asks the command to stop at the next safe point; a second
/// one ends the process at once, as the system does by default.
/// </summary>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly List<PosixSignalRegistration> _registrations = [];
    private int _signals;

    /// <summary>Starts listening.</summary>
    public Interruption()
    {
        _registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal));
        _registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal));
    }

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => _source.Token;

    /// <inheritdoc/>
    public void Dispose()
    {
        _registrations.ForEach(r => r.Dispose());
        _source.Dispose();
    }

    private void OnSignal(PosixSignalContext context)
    {
        if (Interlocked.Increment(ref _signals) > 1)
        {
            return; // Cancel stays false: the default action ends the process.
        }

        context.Cancel = true;
        Terminal.Note("Stopping at the next safe point; press Ctrl-C again to stop at once.");
        _source.Cancel();
    }
}
