using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace FijiBridge.Build;

/// <summary>
/// A display of its own for one program, here and in the tests. Xvfb itself chooses a free number, so displays that start at the same time
/// do not meet; xvfb-run guesses one, and fails at times when it clears up.
/// </summary>
internal sealed class VirtualDisplay : IDisposable
{
    private const int SigTerm = 15;

    private readonly Process _server;

    public VirtualDisplay()
    {
        var start = new ProcessStartInfo("Xvfb") { RedirectStandardOutput = true, RedirectStandardError = true };
        Array.ForEach(["-displayfd", "1", "-screen", "0", "1280x900x24", "-nolisten", "tcp"], start.ArgumentList.Add);
        _server = Process.Start(start)!;
        _server.ErrorDataReceived += (_, _) => { };
        _server.BeginErrorReadLine();
        var number = _server.StandardOutput.ReadLine();
        Name = int.TryParse(number, CultureInfo.InvariantCulture, out _) ? ":" + number : throw new InvalidOperationException($"Xvfb named no display but '{number}'.");
    }

    /// <summary>What DISPLAY is to hold.</summary>
    public string Name { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        // asked to end it takes its lock and its socket away; ended by force it would leave them in /tmp
        _ = Kill(_server.Id, SigTerm);
        if (!_server.WaitForExit(TimeSpan.FromSeconds(10)))
        {
            _server.Kill();
        }

        _server.WaitForExit();
        _server.Dispose();
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int pid, int signal);
}
