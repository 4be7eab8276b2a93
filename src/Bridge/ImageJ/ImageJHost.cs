using FijiBridge.Bridge.Jvm;
using FijiBridge.Engine;

namespace FijiBridge.Bridge.ImageJ;

/// <summary>Starts the Java VM of this process with ImageJ on its class path.</summary>
public static class ImageJHost
{
    /// <summary>Set to 1 to let the Java VM check every JNI call.</summary>
    public const string CheckVariable = "FIJIBRIDGE_CHECK_JNI";

    /// <summary>The running Java host, or a new one with the Java and the ImageJ that were found.</summary>
    /// <param name="imagej">ij.jar, or the folder of an ImageJ or Fiji; null to look in the usual places.</param>
    /// <exception cref="UserAdviceException">No Java or no ImageJ was found, or another ImageJ is loaded already.</exception>
    public static IJavaHost GetOrStart(string? imagej = null)
    {
        if (JvmHost.Current is { } running)
        {
            if (imagej is not null && !running.Options.ClassPath.Contains(ImageJLocator.Find(imagej).Jar))
            {
                throw new UserAdviceException(
                    $"This process already runs the ImageJ at {string.Join(Path.PathSeparator, running.Options.ClassPath)}, so '{imagej}' cannot be loaded too; start the program again with it.");
            }

            return running;
        }

        return JvmHost.GetOrStart(() =>
        {
            var found = ImageJLocator.Find(imagej);
            return new JvmOptions
            {
                Java = JvmLocator.Find(found.Folder),
                ClassPath = [found.Jar],
                CheckJni = Environment.GetEnvironmentVariable(CheckVariable) == "1",
            };
        });
    }
}
