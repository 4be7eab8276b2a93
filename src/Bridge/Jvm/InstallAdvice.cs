using System.Runtime.InteropServices;

namespace FijiBridge.Bridge.Jvm;

/// <summary>How to get the Java or the ImageJ that is missing, in words that fit the system: nobody on Windows can apt-get.</summary>
internal static class InstallAdvice
{
    /// <summary>The system that this process runs on.</summary>
    public static OSPlatform ThisSystem =>
        OperatingSystem.IsWindows() ? OSPlatform.Windows : OperatingSystem.IsMacOS() ? OSPlatform.OSX : OSPlatform.Linux;

    /// <summary>Part of a sentence: how to get a Java.</summary>
    public static string Java(OSPlatform system) => system == OSPlatform.Linux
        ? "install one (Debian and Ubuntu: apt-get install default-jdk-headless)"
        : "install one (a JDK 17 or 21 from adoptium.net will do), unpack DL Segment into the folder of a Fiji, which brings its own";

    /// <summary>Part of a sentence: how to get an ImageJ.</summary>
    public static string ImageJ(OSPlatform system) => system == OSPlatform.Linux
        ? "install it (Debian and Ubuntu: apt-get install libij-java)"
        : "unpack DL Segment into the folder of a Fiji (fiji.sc) or ImageJ";
}
