namespace FijiBridge.Bridge.BioFormats;

/// <summary>A Bio-Formats on this machine.</summary>
/// <param name="Jars">What goes on Java's class path, full paths: Bio-Formats first, then the libraries it needs.</param>
/// <param name="Source">Where it was found: "--bioformats", "BIOFORMATS_JAR", "the ImageJ at ...".</param>
public sealed record BioFormatsInstallation(IReadOnlyList<string> Jars, string Source)
{
    /// <inheritdoc/>
    public override string ToString() => $"Bio-Formats at {Jars[0]} (from {Source})";
}
