namespace FijiBridge.Bridge.Cli;

/// <summary>Exit codes of every command.</summary>
internal static class ExitCode
{
    /// <summary>All that was asked for was done.</summary>
    public const int Success = 0;

    /// <summary>A fault of the program or of the machine; the log tells more.</summary>
    public const int Fault = 1;

    /// <summary>Something the user can mend; one sentence on stderr says what and how.</summary>
    public const int Advice = 2;

    /// <summary>Ended by Ctrl-C (128 + SIGINT, as shells expect).</summary>
    public const int Cancelled = 130;
}
