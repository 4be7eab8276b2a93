using System.CommandLine;
using FijiBridge.Bridge.Batch;
using FijiBridge.Bridge.Jvm;

namespace FijiBridge.Bridge.Cli;

/// <summary><c>fijibridge segment</c>: images in; label images, ROI sets, tables and overlays out.</summary>
internal static class SegmentCommand
{
    private static readonly SegmentCommandOptions Options = new();

    /// <summary>Creates the command.</summary>
    public static Command Create()
    {
        var command = new Command("segment", "Find the objects in images: label image, ImageJ ROIs, table and overlay for each.") { Options.Inputs };
        foreach (var option in Options.All)
        {
            command.Add(option);
        }

        command.Validators.Add(result =>
        {
            if (result.GetResult(Options.Inputs) is null or { Tokens.Count: 0 } && result.GetResult(Options.Items) is null)
            {
                result.AddError("Required argument missing for command: 'segment'");
            }
        });
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parse)
    {
        var request = SegmentRequest.From(parse, Options);
        foreach (var folder in request.Out is { } one ? [one] : request.Folders)
        {
            OutputFolder.Require(folder);
        }

        using var interruption = new Interruption();
        if (parse.GetValue(Options.Cluster.Executor) == ClusterOptions.Slurm)
        {
            return SegmentOnSlurm.Run(parse, Options, request, interruption.Token);
        }

        // Java starts while the network is being prepared.
        var starting = Task.Run(() => ImageReaders.Start(parse));
        var keepsMaps = request.Items.Any(i => i.Outputs.Kinds.HasFlag(OutputKinds.Maps));
        using var model = LoadedModel.Open(parse, parse.GetValue(Options.Model)!, Options.Choices, keepsMaps);
        var reader = starting.GetAwaiter().GetResult();
        using var records = request.LogPath is { } path ? SegmentRecords.Open(path, request.EarlierLog) : null;
        records?.Begin(
            new RunStarted
            {
                Program = Provenance.Program(JvmHost.Current?.Description ?? "", JvmHost.Current?.Options.ClassPath ?? []),
                Machine = Provenance.Machine(),
                Model = Provenance.Model(model.Name, model.Folder),
                Options = request.Part.AddTo(model.EffectiveOptions()),
                Device = model.RuntimeDescription,
                Command = request.Command,
                WorkingFolder = Environment.CurrentDirectory,
                Images = request.Items.Count,
            },
            request.Folders);
        var stages = new SegmentStages(request, reader, model, records);
        var result = ProgressView.Run("Segmenting", view => BatchRunner.Run(
            request.Items, stages, keepsMaps ? BatchLimits.ForMaps : new BatchLimits(), new BatchProgress(request.Items, SizeOf, view.Report), interruption.Token));
        stages.Finish();
        return SegmentReport.Finish(request, result, records);
    }

    private static long SizeOf(string path) => new FileInfo(path) is { Exists: true } file ? file.Length : 0;
}
