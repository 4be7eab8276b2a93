using FijiBridge.Engine;

namespace FijiBridge.Bridge.PluginHost;

/// <summary>
/// Finds DL_Segment.jar, the plugin whose commands the hosted ImageJ offers: beside the program, in the plugins folder of the ImageJ
/// that the program was unpacked into (IMAGEJ/lib/fijibridge), in a checkout's artifacts, in the plugins folder of the given Fiji.
/// </summary>
internal static class PluginJar
{
    private const string Name = "DL_Segment.jar";

    /// <summary>Full path of the jar.</summary>
    /// <param name="fijiFolder">Folder of the ImageJ or Fiji that is hosted, or null.</param>
    /// <exception cref="UserAdviceException">There is none.</exception>
    public static string Find(string? fijiFolder) => Find(fijiFolder, AppContext.BaseDirectory);

    /// <summary>The folder of the ImageJ or Fiji that the program was unpacked into (it is in lib/fijibridge there); null elsewhere.</summary>
    public static string? ImageJAround(string programFolder)
    {
        var folder = Path.GetFullPath(Path.Combine(programFolder, "..", ".."));
        return File.Exists(Path.Combine(folder, "plugins", Name)) && (File.Exists(Path.Combine(folder, "ij.jar")) || Directory.Exists(Path.Combine(folder, "jars"))) ? folder : null;
    }

    internal static string Find(string? fijiFolder, string programFolder)
    {
        List<string> places = [Path.Combine(programFolder, Name), Path.Combine(programFolder, "..", "..", "plugins", Name)];
        for (var above = new DirectoryInfo(programFolder); above is not null; above = above.Parent)
        {
            places.Add(Path.Combine(above.FullName, "artifacts", Name));
        }

        if (fijiFolder is not null)
        {
            places.Add(Path.Combine(fijiFolder, "plugins", Name));
        }

        return places.Select(Path.GetFullPath).FirstOrDefault(File.Exists) ?? throw new UserAdviceException(
            $"The plugin {Name} is not there, so ImageJ would lack its commands; unpack the DL Segment zip anew, or build it in a checkout (./build.sh build). "
            + $"Looked beside the program ({programFolder}) and in ../../plugins.");
    }
}
