using FijiBridge.Bridge.Jvm;
using FijiBridge.Engine;
using NLog;

namespace FijiBridge.Bridge.PluginHost;

/// <summary>
/// ImageJ in this process, with the commands of DL Segment bound to the engine in this process. One for the life of the process, as is the Java VM.
/// </summary>
internal sealed class HostedImageJ : IDisposable
{
    private const int StackBytes = 16 << 20;
    private static readonly TimeSpan EndPatience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);
    private static readonly Logger Log = LogManager.GetLogger("FijiBridge.host");

    private readonly IJavaHost _java;
    private readonly EngineConnections _connections;

    private HostedImageJ(IJavaHost java, EngineConnections connections)
    {
        _java = java;
        _connections = connections;
    }

    /// <summary>Starts it.</summary>
    /// <param name="options">See <see cref="HostedImageJOptions"/>.</param>
    /// <param name="serve">Serves the plugin's requests.</param>
    /// <param name="exiting">Called when Java code calls System.exit, on a thread of Java's, last of all; returns the exit code.</param>
    /// <exception cref="UserAdviceException">The Java VM did not start.</exception>
    public static HostedImageJ Start(JvmOptions options, ServeClient serve, Func<int> exiting)
    {
        var java = JvmHost.Start(options);
        java.Implement(HostedPlugin.Name, "exiting", _ => $"{exiting()}");
        var connections = new EngineConnections(java, serve);
        using var scope = java.Enter();
        scope.Begin();
        return new HostedImageJ(java, connections);
    }

    /// <summary>Runs a macro to its end.</summary>
    /// <param name="macro">Its text.</param>
    /// <param name="argument">What getArgument() gives.</param>
    /// <param name="timeout">After this time it is stopped; null waits for ever.</param>
    /// <param name="cancellation">Stops it too.</param>
    /// <returns>Null, or why it failed: "line 3: ..." and, after the first line end, more for the log.</returns>
    /// <exception cref="TimeoutException">It was stopped after the timeout; the message says where it was.</exception>
    public string? RunMacro(string macro, string argument, TimeSpan? timeout, CancellationToken cancellation)
    {
        WithDisplay(scope => scope.RegisterCommands());
        string? failure = null;
        Exception? fault = null;
        var thread = new Thread(
            () =>
            {
                try
                {
                    using var scope = _java.Enter();
                    failure = scope.RunMacro(macro, argument);
                }
                catch (Exception e)
                {
                    fault = e;
                }
            },
            StackBytes)
        {
            Name = "macro",
            IsBackground = true, // a macro that cannot be stopped must not hold the process
        };
        var start = System.Diagnostics.Stopwatch.StartNew();
        thread.Start();
        while (!thread.Join(Poll))
        {
            if (cancellation.IsCancellationRequested || start.Elapsed > timeout)
            {
                using var scope = _java.Enter();
                var where = scope.AbortMacro();
                _ = thread.Join(TimeSpan.FromSeconds(2));
                cancellation.ThrowIfCancellationRequested();
                throw new TimeoutException(where);
            }
        }

        return fault is null ? failure : throw fault;
    }

    /// <summary>Opens ImageJ's window and files in it, and waits until the user has closed it.</summary>
    /// <param name="files">Full paths.</param>
    /// <param name="cancellation">Closes it.</param>
    public void ShowWindow(IReadOnlyList<string> files, CancellationToken cancellation)
    {
        WithDisplay(scope => scope.OpenWindow());
        new Thread(() => Open(files)) { Name = "open files", IsBackground = true }.Start(); // a file may raise a dialog, and the window must live
        using var scope = _java.Enter();
        while (scope.WindowIsOpen())
        {
            if (cancellation.WaitHandle.WaitOne(Poll))
            {
                scope.CloseWindow();
                _ = SpinWait.SpinUntil(() => !scope.WindowIsOpen(), EndPatience);
                cancellation.ThrowIfCancellationRequested();
            }
        }
    }

    /// <summary>Gives back shared memory and ends the engine's tasks. The Java VM stays, as it must.</summary>
    public void Dispose()
    {
        using (var scope = _java.Enter())
        {
            scope.End();
        }

        _connections.Close(EndPatience);
    }

    private void Open(IReadOnlyList<string> files)
    {
        using var scope = _java.Enter();
        foreach (var file in files)
        {
            try
            {
                scope.OpenFile(file);
            }
            catch (JavaException e)
            {
                Log.Warn(e, "{0} could not be opened", file);
            }
        }
    }

    // AWT finds out that there is no display when it is first used.
    private void WithDisplay(Action<IJavaScope> use)
    {
        using var scope = _java.Enter();
        try
        {
            use(scope);
        }
        catch (JavaException e) when (e.JavaClass is "java.awt.AWTError" or "java.awt.HeadlessException" || e.InnerException is JavaException { JavaClass: "java.awt.AWTError" })
        {
            throw new UserAdviceException(
                $"The display '{Environment.GetEnvironmentVariable("DISPLAY")}' cannot be used ({(e.InnerException ?? e).Message}); start the program from a desktop, or on a virtual display: xvfb-run -a fijibridge ...", e);
        }
    }
}
