using System.Runtime.InteropServices;

namespace FijiBridge.Bridge.Jvm;

/// <summary>
/// Java on Linux takes the encoding of file names from the locale, once, when the VM starts. In the C locale (containers,
/// cron, ssh) it could not open a file named "zellkern-µ.tif", while .NET always uses UTF-8. So the VM is started with
/// LC_ALL=C.UTF-8 where the locale is not UTF-8; the variable is put back afterwards.
/// </summary>
internal sealed class FileNameEncoding : IDisposable
{
    private const string Variable = "LC_ALL";
    private readonly string? _previous;
    private readonly bool _changed;

    public FileNameEncoding()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        _previous = Environment.GetEnvironmentVariable(Variable);
        var locale = FirstSet(Variable, "LC_CTYPE", "LANG").ToUpperInvariant();
        if (!locale.Contains("UTF-8", StringComparison.Ordinal) && !locale.Contains("UTF8", StringComparison.Ordinal))
        {
            // the C library's copy of the environment: .NET's own copy is not seen by native code
            _changed = setenv(Variable, "C.UTF-8", 1) == 0;
        }
    }

    public void Dispose()
    {
        if (!_changed)
        {
            return;
        }

        _ = _previous is null ? unsetenv(Variable) : setenv(Variable, _previous, 1);
    }

    private static string FirstSet(params string[] variables) =>
        variables.Select(Environment.GetEnvironmentVariable).FirstOrDefault(v => !string.IsNullOrEmpty(v)) ?? string.Empty;

    [DllImport("libc", CharSet = CharSet.Ansi, BestFitMapping = false)]
    private static extern int setenv(string name, string value, int overwrite);

    [DllImport("libc", CharSet = CharSet.Ansi, BestFitMapping = false)]
    private static extern int unsetenv(string name);
}
