using System.CommandLine;
using FijiBridge.Bridge.BioFormats;

namespace FijiBridge.Bridge.Cli;

/// <summary>The one place where commands get the reader of their images.</summary>
internal static class ImageReaders
{
    /// <summary>A reader of all formats that this machine can read, with the options --imagej and --bioformats.</summary>
    /// <exception cref="Engine.UserAdviceException">No Java or no ImageJ was found, or no Bio-Formats where an option says.</exception>
    public static MicroscopyReader Start(ParseResult parse) =>
        MicroscopyReader.Start(parse.GetValue(GlobalOptions.ImageJ), parse.GetValue(GlobalOptions.BioFormats));
}
