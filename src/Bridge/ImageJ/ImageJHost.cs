using FijiBridge.Bridge.BioFormats;
using FijiBridge.Bridge.Jvm;
using FijiBridge.Engine;

namespace FijiBridge.Bridge.ImageJ;

/// <summary>Starts the Java VM of this process with ImageJ on its class path.</summary>
public static class ImageJHost
{
    /// <summary>Set to 1 to let the Java VM check every JNI call.</summary>
    public const string CheckVariable = "FIJIBRIDGE_CHECK_JNI";

    /// <summary>The running Java host, or a new one with the Java, the ImageJ and the Bio-Formats that were found.</summary>
    /// <param name="imagej">ij.jar, or the folder of an ImageJ or Fiji; null to look in the usual places.</param>
    /// <param name="bioFormats">A jar or folder with Bio-Formats; null to look in the usual places, where there may be none.</param>
    /// <exception cref="UserAdviceException">No Java or no ImageJ was found, no Bio-Formats at the place given, or another one is loaded already.</exception>
    public static IJavaHost GetOrStart(string? imagej = null, string? bioFormats = null)
    {
        if (JvmHost.Current is { } running)
        {
            Require(running, imagej, "ImageJ", place => ImageJLocator.Find(place).Jar);
            Require(running, bioFormats, "Bio-Formats", place => BioFormatsLocator.Find(place, null)!.Jars[0]);
            return running;
        }

        return JvmHost.GetOrStart(() =>
        {
            var found = ImageJLocator.Find(imagej);
            return new JvmOptions
            {
                Java = JvmLocator.Find(found.Folder),
                ClassPath = [found.Jar, .. BioFormatsLocator.Find(bioFormats, found.Folder)?.Jars.Where(jar => jar != found.Jar) ?? []],
                CheckJni = Environment.GetEnvironmentVariable(CheckVariable) == "1",
            };
        });
    }

    private static void Require(JvmHost running, string? place, string what, Func<string, string> jarOf)
    {
        if (!string.IsNullOrEmpty(place) && !running.Options.ClassPath.Select(RealPath).Contains(RealPath(jarOf(place))))
        {
            throw new UserAdviceException(
                $"This process already runs Java with {running.Options.ClassPath[0]}{(running.Options.ClassPath.Count > 1 ? $" and {running.Options.ClassPath.Count - 1} more jars" : "")}, so the {what} at '{place}' cannot be loaded too; start the program again with it.");
        }
    }

    // Debian's ij.jar is a link; Java names the file behind it as its own place.
    private static string RealPath(string jar) => File.ResolveLinkTarget(jar, returnFinalTarget: true)?.FullName ?? jar;
}
