using System.CommandLine;
using System.Runtime.InteropServices;
using FijiBridge.Bridge.BioFormats;
using FijiBridge.Bridge.Cli;
using FijiBridge.Bridge.ImageJ;
using FijiBridge.Bridge.Jvm;
using FijiBridge.Engine;

namespace FijiBridge.Bridge.Doctor;

/// <summary>Looks at everything that the program leans on and says what lacks and how to get it.</summary>
internal static class DoctorReport
{
    private const double BytesPerGiB = 1024.0 * 1024 * 1024;

    /// <summary>All findings, in the order in which a user should read them.</summary>
    public static IReadOnlyList<Finding> Examine(ParseResult parse) =>
    [
        Machine(),
        Processor(),
        .. LibtorchFindings.All(),
        Java(parse),
        ImageJ(parse),
        BioFormats(parse),
        Models(parse),
        Log(),
    ];

    private static Finding Machine() => Finding.Ok(
        "machine",
        FormattableString.Invariant($"{RuntimeInformation.OSDescription.Trim()}, {RuntimeInformation.ProcessArchitecture}, {GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / BytesPerGiB:0.#} GiB, .NET {Environment.Version}"));

    private static Finding Processor() => Finding.Ok(
        "processor",
        $"{CpuFacts.Name()}, {Environment.ProcessorCount} threads, {string.Join(", ", CpuFacts.VectorUnits())}{(CpuFacts.HasBf16 ? "" : " (no bfloat16 in hardware)")}");

    private static Finding Java(ParseResult parse) => JvmHost.Current is { } running
        ? Finding.Ok("Java", $"{running.Description}, runs in this process")
        : Search("Java", () => JvmLocator.Search(FijiFolder(parse)).Describe());

    private static Finding ImageJ(ParseResult parse) => JvmHost.Current is { } running
        ? Finding.Ok("ImageJ", $"ImageJ at {running.Options.ClassPath[0]}, runs in this process")
        : Search("ImageJ", () => ImageJLocator.Find(parse.GetValue(GlobalOptions.ImageJ)).ToString());

    private static Finding BioFormats(ParseResult parse)
    {
        try
        {
            return BioFormatsLocator.Find(parse.GetValue(GlobalOptions.BioFormats), FijiFolder(parse)) is { } found
                ? Finding.Ok("Bio-Formats", found.ToString())
                : Finding.Optional(
                    "Bio-Formats",
                    "not found; ImageJ alone reads TIFF, PNG, JPEG, GIF, BMP, PGM, DICOM and FITS",
                    $"for microscope makers' formats {BioFormatsAdvice.HowToAdd}");
        }
        catch (UserAdviceException e)
        {
            return Finding.Missing("Bio-Formats", "not where it was said to be", e.Message);
        }
    }

    private static Finding Models(ParseResult parse)
    {
        var catalog = ModelOption.Catalog(parse);
        var models = catalog.List();
        return models.Count > 0
            ? Finding.Ok("models", string.Join(", ", models.Select(m => $"{m.Name} ({m.Folder})")))
            : Finding.Missing("models", "none", $"train one, or copy a model folder into {catalog.Folders[0]}");
    }

    private static string? FijiFolder(ParseResult parse)
    {
        try
        {
            return ImageJLocator.Find(parse.GetValue(GlobalOptions.ImageJ)).Folder;
        }
        catch (UserAdviceException)
        {
            return null; // ImageJ's own finding tells it
        }
    }

    // The locators' messages are "what lacks; how to get it", which are the two halves that a finding keeps apart.
    private static Finding Search(string name, Func<string> find)
    {
        try
        {
            return Finding.Ok(name, find());
        }
        catch (UserAdviceException e)
        {
            var cut = e.Message.IndexOf(';');
            return cut < 0
                ? Finding.Missing(name, e.Message, "see the message")
                : Finding.Missing(name, e.Message[..cut], e.Message[(cut + 1)..].Trim());
        }
    }

    private static Finding Log() => LogSetup.Path is { } path
        ? Finding.Ok("log", path)
        : Finding.Optional("log", "no log file can be written", "give one with --log FILE");
}
