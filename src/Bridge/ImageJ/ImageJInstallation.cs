namespace FijiBridge.Bridge.ImageJ;

/// <summary>An ImageJ 1.x on this machine.</summary>
/// <param name="Jar">Full path of ij.jar or jars/ij-VERSION.jar.</param>
/// <param name="Folder">Folder of the ImageJ or Fiji that the jar belongs to; null for a jar on its own.</param>
/// <param name="Source">Where it was found: "--imagej", "FIJIBRIDGE_IJ_JAR", ...</param>
public sealed record ImageJInstallation(string Jar, string? Folder, string Source)
{
    /// <inheritdoc/>
    public override string ToString() => $"ImageJ at {Jar} (from {Source})";
}
