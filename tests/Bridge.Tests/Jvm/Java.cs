using System.Diagnostics;
using FijiBridge.Bridge.ImageJ;
using FijiBridge.Bridge.Jvm;
using FijiBridge.Engine;
using Xunit;

namespace FijiBridge.Bridge.Tests.Jvm;

/// <summary>The one Java VM of the test process. FIJIBRIDGE_CHECK_JNI=1 starts it with -Xcheck:jni.</summary>
internal static class Java
{
    /// <summary>Tests that use Java run one after the other, so that they can count references.</summary>
    public const string Collection = "Java";

    private static readonly Lazy<(IJavaHost? Host, string? Reason)> Shared = new(() =>
    {
        // the harder order for child processes: .NET has started one before the Java VM comes
        if (OperatingSystem.IsLinux())
        {
            Process.Start("/bin/true").WaitForExit();
        }

        try
        {
            return (ImageJHost.GetOrStart(), null);
        }
        catch (UserAdviceException e)
        {
            return (null, e.Message);
        }
    });

    /// <summary>The host; skips the test where this machine has no Java or no ImageJ.</summary>
    public static IJavaHost Host
    {
        get
        {
            Assert.SkipWhen(Shared.Value.Host is null, Shared.Value.Reason ?? string.Empty);
            return Shared.Value.Host!;
        }
    }
}
