using System.CommandLine;
using System.CommandLine.Parsing;
using FijiBridge.Bridge.Batch;
using FijiBridge.Bridge.Batch.Slurm;
using FijiBridge.Engine;
using FijiBridge.Engine.Models;

namespace FijiBridge.Bridge.Cli;

/// <summary><c>segment --executor slurm</c>: the images are found and named here; reading and segmenting them is the nodes' work.</summary>
internal static class SegmentOnSlurm
{
    private const int UsualChunk = 100;
    private const int UsualRetries = 2;

    /// <summary>Submits the batch and, unless the user does not want to wait, follows it to its end.</summary>
    /// <exception cref="UserAdviceException">No --out, no such model, no Slurm, or Slurm refuses.</exception>
    public static int Run(ParseResult parse, SegmentCommandOptions options, SegmentRequest request, CancellationToken cancellation)
    {
        if (request.Out is null)
        {
            throw new UserAdviceException("--executor slurm needs --out DIR, a folder that the nodes of the cluster see under the same path.");
        }

        var model = ModelOption.Catalog(parse).Find(parse.GetValue(options.Model)!);
        _ = ModelFolder.LoadConfig(model.Folder);
        var cluster = options.Cluster;
        var settings = cluster.Settings(parse);
        var run = RunLog.NewRun(TimeProvider.System);
        var job = new ClusterJob
        {
            Run = run,
            Folder = ClusterJob.FolderFor(request.Out, run),
            Retries = parse.GetValue(cluster.Retries) ?? UsualRetries,
            Slurm = settings,
            WorkingFolder = Environment.CurrentDirectory,
            Command = request.Command,
            Unreadable = request.Unreadable,
        };
        List<string> words = ["--model", Path.GetFullPath(model.Folder), .. Words(parse, [options.Outputs, options.Overwrite, options.Level, options.Region, .. options.Choices.All, .. GlobalOptions.OfReading])];
        if (request.Resume && File.Exists(request.LogPath))
        {
            words.AddRange(["--earlier-log", Path.GetFullPath(request.LogPath)]);
        }

        var threadsGiven = parse.GetValue(options.Choices.Threads) is not null;
        var batch = new ClusterBatch(new SlurmClient());
        job = batch.Submit(
            job, request.Items, parse.GetValue(cluster.ChunkSize) ?? UsualChunk, chunks => SlurmScript.Write(Program(), chunks, words, threadsGiven, settings.Setup));
        Terminal.Note($"Slurm job {job.Attempts[0].Job}: {request.Items.Count} image(s) in {job.Images.Count} chunk(s); what the tasks say is in {job.Logs}");
        if (parse.GetValue(cluster.NoWait))
        {
            Terminal.Result($"Submitted as Slurm job {job.Attempts[0].Job}. 'fijibridge batch wait {SlurmScript.Quote(request.Out)}' waits for it, tries broken chunks again and joins the tables.");
            return ExitCode.Success;
        }

        return ClusterFollower.Wait(job, batch, cancellation);
    }

    // This program on the node: the same file, seen under the same path.
    private static IReadOnlyList<string> Program() =>
        Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? [Environment.ProcessPath!, typeof(SegmentOnSlurm).Assembly.Location] : [Environment.ProcessPath!];

    // What the user gave, as words of a command line again.
    private static IEnumerable<string> Words(ParseResult parse, IEnumerable<Option> forwarded) => forwarded
        .Select(parse.GetResult).OfType<OptionResult>().Where(r => !r.Implicit)
        .SelectMany(r => r.Tokens.Select(t => t.Value).Prepend(r.Option.Name));
}
