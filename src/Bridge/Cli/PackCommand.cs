using System.CommandLine;
using FijiBridge.Engine;
using FijiBridge.Engine.Data;

namespace FijiBridge.Bridge.Cli;

/// <summary><c>fijibridge pack</c>: a folder of images and a folder of masks as one data set file, which numpy reads too.</summary>
internal static class PackCommand
{
    private static readonly Argument<string> Images = new("IMAGES") { Description = "Folder of images." };

    private static readonly Argument<string> Masks = new("MASKS") { Description = "Folder of label images of the same names." };

    private static readonly Option<string> Out = new("--out") { Description = "The file to write.", HelpName = "FILE.npz", Required = true };

    private static readonly Option<bool> Overwrite = new("--overwrite") { Description = "Replace the file if it exists." };

    private static readonly Option<int?> Series = SeriesChoice.CreateOneOption();

    /// <summary>Creates the command.</summary>
    public static Command Create()
    {
        var command = new Command("pack", "Pack images and masks into one data set file for 'fijibridge train --dataset'.") { Images, Masks, Out, Series, Overwrite };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parse)
    {
        var path = parse.GetRequiredValue(Out);
        if (File.Exists(path) && !parse.GetValue(Overwrite))
        {
            throw new UserAdviceException($"{path} exists already; add --overwrite to replace it or give another --out.");
        }

        OutputFolder.Require(Path.GetDirectoryName(Path.GetFullPath(path))!);
        using var interruption = new Interruption();
        using var reader = new OneSeriesReader(ImageReaders.Start(parse), parse.GetValue(Series), "packed", Terminal.Warn);
        var set = new FolderPairs(parse.GetRequiredValue(Images), parse.GetRequiredValue(Masks), reader);
        ProgressView.Run("Packing", view =>
        {
            DatasetFile.Write(path, set, (done, all) => view.Report(done, all, $"Packing pair {done} of {all}"), interruption.Token);
            return 0;
        });
        Terminal.Result(FormattableString.Invariant($"{path}: {set.Count} pairs, {new FileInfo(path).Length / 1e6:0.0} MB"));
        return ExitCode.Success;
    }
}
