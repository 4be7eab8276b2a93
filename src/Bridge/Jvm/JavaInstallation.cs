namespace FijiBridge.Bridge.Jvm;

/// <summary>A Java installation on this machine.</summary>
/// <param name="Home">Folder that holds bin/ and lib/.</param>
/// <param name="Library">Full path of libjvm.so, jvm.dll or libjvm.dylib.</param>
/// <param name="Version">Version as its release file gives it ("17.0.15"), or "unknown".</param>
/// <param name="Source">Where it was found: "JAVA_HOME", "/usr/lib/jvm", ...</param>
public sealed record JavaInstallation(string Home, string Library, string Version, string Source)
{
    private const int Oldest = 8;

    /// <summary>8 for "1.8.0_402", 17 for "17.0.15"; 0 where unknown.</summary>
    public int MajorVersion
    {
        get
        {
            var parts = Version.Split('.', '_', '-', '+');
            var first = parts[0] == "1" && parts.Length > 1 ? parts[1] : parts[0];
            return int.TryParse(first, out var major) ? major : 0;
        }
    }

    /// <summary>False where the runtime was made without the module java.desktop: no java.awt, so ImageJ cannot even read images with it.</summary>
    public bool HasDesktopModule { get; init; } = true;

    /// <summary>
    /// False for a headless JRE (Debian's openjdk-N-jre-headless): ImageJ reads images and runs macros with it, but no window can open.
    /// </summary>
    public bool CanShowWindows { get; init; } = true;

    /// <summary>Why ImageJ cannot run in it, as the end of a sentence that begins with its name; null where it can.</summary>
    public string? Unfit =>
        MajorVersion is > 0 and < Oldest ? $"is older than Java {Oldest}"
        : !HasDesktopModule ? "has no module java.desktop, which ImageJ needs"
        : null;

    /// <inheritdoc/>
    public override string ToString() => $"Java {Version} at {Home} (from {Source})";
}
