using FijiBridge.Bridge.BioFormats;
using FijiBridge.Bridge.Tests.Jvm;
using Xunit;

namespace FijiBridge.Bridge.Tests.BioFormats;

/// <summary>The Bio-Formats of the test process.</summary>
internal static class BioFormatsOnThisMachine
{
    /// <summary>A reader; skips the test where the machine has no Bio-Formats.</summary>
    public static BioFormatsReader Reader(long? largestInMemory = null)
    {
        var reader = BioFormatsReader.TryCreate(Java.Host, largestInMemory);
        Assert.SkipWhen(reader is null, "No Bio-Formats on this machine: set BIOFORMATS_JAR to bioformats_package.jar or to a Fiji folder.");
        return reader!;
    }
}
