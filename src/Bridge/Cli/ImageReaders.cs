using System.CommandLine;
using FijiBridge.Bridge.ImageJ;
using FijiBridge.Engine.Images;

namespace FijiBridge.Bridge.Cli;

/// <summary>The one place where commands get the reader of their images.</summary>
internal static class ImageReaders
{
    /// <summary>A reader of all formats that this machine can read, with the options --imagej and --bioformats.</summary>
    /// <exception cref="Engine.UserAdviceException">No Java or no ImageJ was found.</exception>
    public static ISeriesReader Start(ParseResult parse) => ImageJReader.Start(parse.GetValue(GlobalOptions.ImageJ));
}
