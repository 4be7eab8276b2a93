using FijiBridge.Bridge.ImageJ;
using FijiBridge.Bridge.Jvm;
using FijiBridge.Engine;

namespace FijiBridge.Bridge.BioFormats;

/// <summary>Turns what Bio-Formats throws into a sentence for the user.</summary>
internal static class BioFormatsTrouble
{
    /// <summary>The sentence; the Java exception becomes the cause.</summary>
    public static UserAdviceException Advice(string path, JavaException failure)
    {
        var file = ImageFile.Quote(path);
        var root = failure;
        while (root.InnerException is JavaException cause)
        {
            root = cause;
        }

        var reason = ImageFile.Printable(Reason(root)).Trim().TrimEnd('.');
        return new UserAdviceException(
            root.JavaClass switch
            {
                "loci.formats.UnknownFormatException" => $"{file} is not an image that Bio-Formats or ImageJ can read; check that it is whole and that its name ends as its format wants.",
                _ when reason.Contains("too large", StringComparison.OrdinalIgnoreCase) || root.JavaClass == "java.lang.NegativeArraySizeException"
                    => $"{file} holds a plane that Bio-Formats can only read as a whole, and it is too large for that ({reason}); use a lower resolution of it ('fijibridge info' lists them, --level N chooses), or save it as a tiled OME-TIFF.",
                "java.lang.OutOfMemoryError" => $"{file} needs more memory than Java may use here ({reason}); use a lower resolution of it (--level), or cut it into parts.",
                "java.lang.ClassNotFoundException" or "java.lang.NoClassDefFoundError" or "loci.formats.MissingLibraryException" or "loci.common.services.DependencyException"
                    => $"{file} needs a library that this Bio-Formats lacks ({reason}); use bioformats_package.jar from openmicroscopy.org, which has all.",
                "java.io.FileNotFoundException" or "java.nio.file.NoSuchFileException"
                    => $"{file} needs another file that cannot be opened ({reason}); copy all files that belong to it into one folder.",
                _ => $"{file} is damaged, lacks a file that belongs to it, or is of a kind that Bio-Formats cannot read ({reason}); copy it again with all its files, or export it as TIFF.",
            },
            failure);
    }

    private static string Reason(JavaException root) => string.IsNullOrWhiteSpace(root.JavaMessage) ? root.JavaClass[(root.JavaClass.LastIndexOf('.') + 1)..] : root.JavaMessage;
}
