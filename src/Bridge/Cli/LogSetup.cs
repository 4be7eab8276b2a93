using NLog;
using NLog.Config;
using NLog.Targets;

namespace FijiBridge.Bridge.Cli;

/// <summary>
/// The log file, and warnings on stderr. Nothing is ever logged to stdout: results go there, and later the worker's
/// protocol.
/// </summary>
internal static class LogSetup
{
    private const long LimitBytes = 5_000_000;
    private const int KeptFiles = 3;

    /// <summary>The log file in use, or null when none can be written.</summary>
    public static string? Path { get; private set; }

    /// <summary>
    /// The folder of this user's logs: %LOCALAPPDATA%\FijiBridge\logs, ~/Library/Logs/FijiBridge, or
    /// $XDG_STATE_HOME/fijibridge (~/.local/state/fijibridge).
    /// </summary>
    public static string DefaultFolder()
    {
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        if (OperatingSystem.IsWindows())
        {
            return System.IO.Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "FijiBridge", "logs");
        }

        if (OperatingSystem.IsMacOS())
        {
            return System.IO.Path.Combine(home, "Library", "Logs", "FijiBridge");
        }

        var state = Environment.GetEnvironmentVariable("XDG_STATE_HOME");
        return System.IO.Path.Combine(string.IsNullOrEmpty(state) ? System.IO.Path.Combine(home, ".local", "state") : state, "fijibridge");
    }

    /// <summary>Starts logging.</summary>
    /// <param name="file">The file the user named, or null for the default.</param>
    /// <param name="verbose">Also show what is normally only in the file on stderr.</param>
    /// <exception cref="Engine.UserAdviceException">The file the user named cannot be written.</exception>
    public static void Start(string? file, bool verbose)
    {
        var config = new LoggingConfiguration();
        config.AddRule(verbose ? LogLevel.Debug : LogLevel.Warn, LogLevel.Fatal, new StderrTarget(), "FijiBridge.*");
        Path = WritableFile(file);
        if (Path is not null)
        {
            config.AddRule(LogLevel.Debug, LogLevel.Fatal, new FileTarget("file")
            {
                FileName = Path,
                Layout = "${longdate} ${processid} ${level:uppercase=true} ${logger} ${message}${onexception:inner=${newline}${exception:format=tostring}}",
                ArchiveAboveSize = LimitBytes,
                MaxArchiveFiles = KeptFiles,
                Encoding = new System.Text.UTF8Encoding(false),
                KeepFileOpen = false,
            });
        }

        LogManager.Configuration = config;
    }

    private static string? WritableFile(string? file)
    {
        var path = System.IO.Path.GetFullPath(file ?? System.IO.Path.Combine(DefaultFolder(), "fijibridge.log"));
        try
        {
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
            using var probe = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
            return path;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            if (file is not null)
            {
                throw new Engine.UserAdviceException($"The log file {file} cannot be written ({e.Message}); give another path to --log.", e);
            }

            Terminal.Warn($"no log is kept: {path} cannot be written ({e.Message}); give another file with --log.");
            return null;
        }
    }

    // Through Terminal, so that a line does not tear a live progress display.
    [Target("FijiBridgeStderr")]
    private sealed class StderrTarget : TargetWithLayout
    {
        public StderrTarget()
        {
            Name = "stderr";
            Layout = "${message}${onexception:inner= (${exception:format=message})}";
        }

        protected override void Write(LogEventInfo logEvent)
        {
            var text = RenderLogEvent(Layout, logEvent);
            if (logEvent.Level >= LogLevel.Warn)
            {
                Terminal.Warn(text);
            }
            else
            {
                Terminal.Note(text);
            }
        }
    }
}
