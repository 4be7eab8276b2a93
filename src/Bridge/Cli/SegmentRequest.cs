using System.CommandLine;
using FijiBridge.Bridge.Batch;
using FijiBridge.Bridge.Batch.Slurm;
using FijiBridge.Engine;
using FijiBridge.Engine.Models;
using FijiBridge.Engine.UNet;

namespace FijiBridge.Bridge.Cli;

/// <summary>What the user asked <c>segment</c> for: which images, which results, and what is kept about the run.</summary>
internal sealed record SegmentRequest
{
    /// <summary>The images and the places of their results.</summary>
    public required IReadOnlyList<WorkItem> Items { get; init; }

    /// <summary>Folders among the inputs that could not be listed.</summary>
    public IReadOnlyList<UnreadableFolder> Unreadable { get; init; } = [];

    /// <summary>Folder of the results, or null for those of the images.</summary>
    public string? Out { get; init; }

    /// <summary>Results that exist may be replaced.</summary>
    public bool Overwrite { get; init; }

    /// <summary>Results of earlier runs that are whole stay.</summary>
    public bool Resume { get; init; }

    /// <summary>The run log; null where none is kept.</summary>
    public string? LogPath { get; init; }

    /// <summary>Another log whose results count too, or null.</summary>
    public string? EarlierLog { get; init; }

    /// <summary>The summary; null where none is written.</summary>
    public string? SummaryPath { get; init; }

    /// <summary>Which part of each image.</summary>
    public PartChoice Part { get; init; } = new(null, null);

    /// <summary>The words of the command line.</summary>
    public IReadOnlyList<string> Command { get; init; } = [];

    /// <summary>Folders in which results will lie.</summary>
    public IEnumerable<string> Folders => Items.Select(i => i.Outputs.Folder).Distinct(StringComparer.Ordinal);

    /// <summary>Finds the images and plans their results.</summary>
    /// <exception cref="UserAdviceException">Inputs that do not exist, results that do, or options that do not go together.</exception>
    public static SegmentRequest From(ParseResult parse, SegmentCommandOptions options)
    {
        if (parse.GetValue(options.Items) is { } list)
        {
            return new SegmentRequest
            {
                Items = ChunkItems.Read(list),
                Overwrite = parse.GetValue(options.Overwrite),
                Resume = parse.GetValue(options.Resume),
                LogPath = parse.GetValue(options.RunLog),
                EarlierLog = parse.GetValue(options.EarlierLog),
                Part = new PartChoice(parse.GetValue(options.Level), parse.GetValue(options.Region)),
                Command = [.. parse.Tokens.Select(t => t.Value)],
            };
        }

        var kinds = parse.GetValue(options.Outputs) is var chosen && chosen == 0 ? Usual(parse, options) : chosen;
        var (folder, overwrite, resume) = (parse.GetValue(options.Out), parse.GetValue(options.Overwrite), parse.GetValue(options.Resume));
        var found = InputFiles.Find(parse.GetRequiredValue(options.Inputs), parse.GetValue(options.Recursive), parse.GetValue(options.Pattern) ?? [], folder);
        var items = parse.GetValue(options.Series)!.Of(BatchPlan.Create(found.Images, folder, kinds));
        if (!overwrite && !resume)
        {
            BatchPlan.RequireFree(items);
        }

        if (found.ResultsLeftOut > 0)
        {
            Terminal.Note($"{found.ResultsLeftOut} file(s) with names of results (_labels.tif, _overlay.png) are no inputs and were left out.");
        }

        // One image is its own record; of more there is a log, where there is a folder for it.
        var kept = folder is not null && (items.Count + found.Unreadable.Count > 1 || resume) ? folder : null;
        var log = parse.GetValue(options.RunLog) ?? (kept is null ? null : Path.Combine(kept, RunLog.FileName));
        if (resume && log is null)
        {
            throw new UserAdviceException("--resume needs the log of the interrupted run; give the same --out DIR, or the log with --run-log FILE.");
        }

        return new SegmentRequest
        {
            Items = items,
            Unreadable = found.Unreadable,
            Out = folder,
            Overwrite = overwrite,
            Resume = resume,
            LogPath = log,
            Part = new PartChoice(parse.GetValue(options.Level), parse.GetValue(options.Region)),
            SummaryPath = kept is not null ? Path.Combine(kept, SummaryTable.FileName) : null,
            Command = [.. parse.Tokens.Select(t => t.Value)],
        };
    }

    // Whoever trains on several classes wants to see them.
    private static OutputKinds Usual(ParseResult parse, SegmentCommandOptions options)
    {
        var model = ModelOption.Catalog(parse).Find(parse.GetValue(options.Model)!);
        return ModelFolder.LoadConfig(model.Folder) is UNetConfig { Output: UNetOutput.Semantic, NClasses: > 1 } ? OutputKinds.All | OutputKinds.Classes : OutputKinds.All;
    }
}
