using System.CommandLine;

namespace FijiBridge.Bridge.Cli;

/// <summary>Options that every command has.</summary>
internal static class GlobalOptions
{
    /// <summary>Tell on stderr what is otherwise only in the log.</summary>
    public static Option<bool> Verbose { get; } = new("--verbose")
    {
        Description = "Tell on stderr what is otherwise only in the log.",
        Recursive = true,
    };

    /// <summary>Where the log goes.</summary>
    public static Option<string?> Log { get; } = new("--log")
    {
        Description = "Write the log to this file; default: the user's log folder, see 'fijibridge doctor'.",
        HelpName = "FILE",
        Recursive = true,
    };

    /// <summary>Those that decide how images are read.</summary>
    public static IReadOnlyList<Option> OfReading => [ImageJ, BioFormats];

    /// <summary>Which ImageJ reads the images.</summary>
    public static Option<string?> ImageJ { get; } = new("--imagej")
    {
        Description = "ij.jar, or the folder of an ImageJ or Fiji, that reads the images; default: see 'fijibridge doctor'.",
        HelpName = "JAR|FOLDER",
        Recursive = true,
    };

    /// <summary>Which Bio-Formats reads what ImageJ cannot.</summary>
    public static Option<string?> BioFormats { get; } = new("--bioformats")
    {
        Description = "bioformats_package.jar, or the folder of a Fiji, for microscope makers' formats (BIOFORMATS_JAR, or the Fiji of --imagej).",
        HelpName = "JAR|FOLDER",
        Recursive = true,
    };
}
