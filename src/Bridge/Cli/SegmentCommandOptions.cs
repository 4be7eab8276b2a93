using System.CommandLine;
using System.CommandLine.Parsing;
using FijiBridge.Bridge.Batch;
using FijiBridge.Engine.Images;

namespace FijiBridge.Bridge.Cli;

/// <summary>The options of <c>segment</c>.</summary>
internal sealed class SegmentCommandOptions
{
    public Argument<string[]> Inputs { get; } = new("INPUTS") { Description = "Image files, folders, or patterns such as \"data/**/*.tif\".", Arity = ArgumentArity.ZeroOrMore };

    public Option<string> Model { get; } = ModelOption.Create();

    public Option<string?> Out { get; } = new("--out") { Description = "Folder of the results (beside each image).", HelpName = "DIR" };

    /// <summary>0 where not given, which means all.</summary>
    public Option<OutputKinds> Outputs { get; } = new("--outputs")
    {
        Description = "What to write, separated by commas: labels (NAME_labels.tif), rois (NAME_RoiSet.zip), table (NAME_objects.csv), overlay (NAME_overlay.png), or all (all, and classes for U-Nets of several classes); only when named: classes (NAME_classes.tif, the class of every pixel), maps (NAME_maps.tif, what the network gave for every pixel, 32-bit), ometiff (NAME_labels.ome.tif, by Bio-Formats).",
        HelpName = "KINDS",
        CustomParser = ParseKinds,
        AllowMultipleArgumentsPerToken = true,
    };

    public Option<bool> Overwrite { get; } = new("--overwrite") { Description = "Replace results that exist." };

    public Option<bool> Recursive { get; } = new("--recursive") { Description = "Also images in the subfolders of a folder." };

    public Option<string[]> Pattern { get; } = new("--pattern")
    {
        Description = "Only files of a folder that fit, by name (\"*_w1.tif\") or by path below the folder (\"plate?/*.tif\"); may be given several times.",
        HelpName = "GLOB",
    };

    public Option<SeriesChoice> Series { get; } = SeriesChoice.CreateOption();

    public Option<int?> Level { get; } = PartChoice.CreateLevel();

    public Option<PixelRectangle?> Region { get; } = PartChoice.CreateRegion();

    public Option<bool> Resume { get; } = new("--resume") { Description = "Go on with an interrupted batch: images whose results are whole, from the same content, model and options, are skipped." };

    public Option<string?> RunLog { get; } = new("--run-log")
    {
        Description = $"Log of the run, one line of JSON per image with all that made its results ({Batch.RunLog.FileName} in the folder of --out, for more than one image).",
        HelpName = "FILE",
    };

    /// <summary>The images of a chunk, in place of inputs: what a task of a cluster is given.</summary>
    public Option<string?> Items { get; } = new("--items") { Hidden = true };

    /// <summary>A log of earlier runs whose results count too: what a task of a cluster is given.</summary>
    public Option<string?> EarlierLog { get; } = new("--earlier-log") { Hidden = true };

    public ClusterOptions Cluster { get; } = new();

    public SegmentChoices Choices { get; } = new();

    public IReadOnlyList<Option> All => [Model, Out, Outputs, Overwrite, Resume, Recursive, Pattern, Series, Level, Region, RunLog, Items, EarlierLog, .. Choices.All, .. Cluster.All];

    private static OutputKinds ParseKinds(ArgumentResult result)
    {
        OutputKinds kinds = 0;
        foreach (var word in result.Tokens.SelectMany(t => t.Value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)))
        {
            if (!char.IsLetter(word[0]) || !Enum.TryParse<OutputKinds>(word, ignoreCase: true, out var kind))
            {
                result.AddError($"--outputs takes labels, rois, table, overlay, classes, maps, ometiff or all, not '{word}'");
                return 0;
            }

            kinds |= kind;
        }

        return kinds;
    }
}
