using FijiBridge.Bridge.Batch;
using FijiBridge.Bridge.Batch.Slurm;
using FijiBridge.Bridge.Tests.Cli;
using Newtonsoft.Json.Linq;
using Xunit;

namespace FijiBridge.Bridge.Tests.Batch;

/// <summary>Batches on a real Slurm of one node, through the command line.</summary>
[Collection(TinyModelCollection.Name)]
public sealed class SlurmBatchTests(TinyModel model, OwnSlurm slurm) : IClassFixture<OwnSlurm>, IDisposable
{
    private readonly WorkFolder _folder = new();

    private string Data => _folder.Folder("data");

    private string Out => _folder["out"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_batch_in_chunks_gives_what_one_machine_gives_though_a_chunk_is_killed_and_a_file_is_bad()
    {
        slurm.Require();
        Scenes(5);
        File.WriteAllText(Path.Combine(Data, "sub", "no picture.tif"), "text");
        var marker = SlurmScript.Quote(_folder["killed"]);
        var result = Segment(
            "--recursive", "--executor", "slurm", "--chunk-size", "3", "--slurm-partition", "test", "--slurm-time", "10", "--slurm-cpus", "1", "--sbatch", "comment=test",
            "--slurm-setup", $"[ $SLURM_ARRAY_TASK_ID != 1 ] || [ -e {marker} ] || {{ touch {marker}; kill -9 $$; }}");
        Assert.True(result.ExitCode == 2, result.Error);
        Assert.True(File.Exists(_folder["killed"]));
        Assert.Contains(result.ErrorLines, l => l.Contains("no picture.tif", StringComparison.Ordinal) && l.Contains("not an image", StringComparison.Ordinal));
        Assert.EndsWith("objects in 5 image(s); 1 failed.", result.OutLines[^1]);

        var local = CommandLine.Run("segment", Data, "--recursive", "--model", model.Folder, "--device", "cpu", "--out", _folder["local"], "--threads", "1");
        Assert.Equal(2, local.ExitCode);
        Assert.Equal(Hashes(_folder["local"]), Hashes(Out));
        Assert.Equal(20, Hashes(Out).Count);

        var job = ClusterJob.Find(Out);
        Assert.Equal([3, 3], job.Images);
        Assert.Equal([[1, 2], [1]], job.Attempts.Select(a => a.Chunks));
        Assert.Equal(3, Directory.GetFiles(job.Logs, "chunk-*.txt").Length);
        var log = Log();
        Assert.Equal(6, log.Count(r => (string?)r["record"] == "image"));
        Assert.All(log.Where(r => (string?)r["record"] == "image").SelectMany(r => r["outputs"]!), o => Assert.Equal(ContentHash.OfFile(Path.Combine(Out, (string)o["file"]!)), (string)o["sha256"]!));
        var summary = File.ReadAllLines(Path.Combine(Out, "segment-summary.csv"));
        Assert.Equal(7, summary.Length);

        // What the cluster did counts for a run here, and the other way round.
        var here = Segment("--recursive", "--resume");
        Assert.EndsWith("5 of them done before; 1 failed.", here.OutLines[^1]);
        File.Delete(Path.Combine(Data, "sub", "no picture.tif"));
        var there = Segment("--recursive", "--resume", "--executor", "slurm");
        Assert.True(there.ExitCode == 0, there.Error);
        Assert.EndsWith("in 5 image(s), 5 of them done before.", there.OutLines[^1]);
    }

    [Fact]
    public void A_batch_that_was_only_submitted_is_followed_waited_for_and_joined_later()
    {
        slurm.Require();
        Scenes(4);
        var gate = SlurmScript.Quote(_folder["gate"]);
        var submitted = Segment("--recursive", "--executor", "slurm", "--chunk-size", "2", "--no-wait", "--slurm-parallel", "1", "--slurm-setup", $"while [ ! -e {gate} ]; do sleep 0.1; done");
        Assert.True(submitted.ExitCode == 0, submitted.Error);
        Assert.Contains("fijibridge batch wait", submitted.OutLines[^1]);
        var status = Batch("status");
        Assert.EndsWith("0 of 4 images done.", status.OutLines[^1]);
        var early = Batch("merge");
        Assert.Equal(2, early.ExitCode);
        Assert.EndsWith("0 objects in 0 image(s); 4 not segmented yet.", early.OutLines[^1]);

        // Ctrl-C ends the waiting and not the batch.
        using (var waiting = CommandLine.Start(slurm.Variables, "batch", "wait", Out, "--verbose"))
        {
            Thread.Sleep(1500);
            waiting.Interrupt();
            var stopped = waiting.Finish();
            Assert.Equal(130, stopped.ExitCode);
            Assert.Contains("No longer waiting; the jobs go on.", stopped.Error);
        }

        File.WriteAllText(_folder["gate"], "");
        var waited = Batch("wait");
        Assert.True(waited.ExitCode == 0, waited.Error);
        Assert.EndsWith("objects in 4 image(s).", waited.OutLines[^1]);
        Assert.Equal(4, Log().Count(r => (string?)r["record"] == "image"));
        var lines = Log().Count;
        Assert.Equal(0, Batch("merge").ExitCode);
        Assert.Equal(lines, Log().Count); // joined once
        Assert.Equal(["ended", "ended"], Batch("status").OutLines.Skip(1).Take(2).Select(l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]));
    }

    [Fact]
    public void A_chunk_that_breaks_off_every_time_is_given_up_and_named_with_its_last_words()
    {
        slurm.Require();
        Scenes(2);
        var result = Segment("--recursive", "--executor", "slurm", "--chunk-size", "1", "--retries", "1", "--slurm-setup", "[ $SLURM_ARRAY_TASK_ID != 2 ] || { echo the module is missing; exit 7; }");
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(result.ErrorLines, l => l.Contains("Chunk 2 broke off 2 time(s); the last thing its task said is \"the module is missing\"", StringComparison.Ordinal) && l.Contains("--resume", StringComparison.Ordinal));
        Assert.EndsWith("objects in 1 image(s); 1 failed.", result.OutLines[^1]);
        Assert.Equal([[1, 2], [2]], ClusterJob.Find(Out).Attempts.Select(a => a.Chunks));
    }

    [Fact]
    public void What_Slurm_refuses_is_told_in_its_words_and_what_it_cannot_take_before()
    {
        slurm.Require();
        Scenes(2);
        var refused = Segment("--recursive", "--executor", "slurm", "--slurm-partition", "nowhere");
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("sbatch failed", Assert.Single(refused.ErrorLines));
        Assert.Contains("invalid partition", refused.Error);
        Assert.Contains("correct the --slurm-… and --sbatch options", refused.Error);
        foreach (var i in Enumerable.Range(0, 60))
        {
            File.WriteAllText(Path.Combine(Data, $"{i}.tif"), "x");
        }

        var tooMany = Segment("--recursive", "--executor", "slurm", "--chunk-size", "1");
        Assert.Contains("are 62 tasks, and this cluster takes 50 in one array; use --chunk-size 2 or more.", Assert.Single(tooMany.ErrorLines));
    }

    [Fact]
    public void Without_Slurm_the_command_says_which_program_is_missing()
    {
        Scenes(1);
        using var command = CommandLine.Start(new Dictionary<string, string> { ["PATH"] = "/nonexistent" }, Arguments("--recursive", "--executor", "slurm"));
        var result = command.Finish();
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("Slurm's command scontrol was not found", Assert.Single(result.ErrorLines));
        Assert.Contains("needs --out DIR", CommandLine.Run("segment", Data, "--recursive", "--model", model.Folder, "--executor", "slurm").Error);
        Assert.Contains("holds no batch for a cluster", CommandLine.Run("batch", "status", Data).Error);
        Assert.Contains("--executor takes local or slurm, not 'moon'", CommandLine.Run("segment", Data, "--executor", "moon").Error);
    }

    [Fact]
    public void The_script_keeps_strange_words_together()
    {
        var script = SlurmScript.Write(["/opt/dot net/dotnet", "it's.dll"], "/a b/chunks", ["--model", "$HOME/`x`\n\"y\""], threadsGiven: true, ["module load x"]);
        Assert.Contains("\nmodule load x\n", script);
        Assert.Contains("exec '/opt/dot net/dotnet' 'it'\\''s.dll' segment --items \"$chunk.json\" --run-log \"$chunk.jsonl\" --resume '--model' '$HOME/`x`\n\"y\"'\n", script);
        Assert.DoesNotContain("--threads", script);
    }

    private static SortedDictionary<string, string> Hashes(string folder) => new(
        Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Where(f => !f.Contains("segment-", StringComparison.Ordinal)).ToDictionary(f => Path.GetRelativePath(folder, f), f => ContentHash.OfFile(f)),
        StringComparer.Ordinal);

    private void Scenes(int count)
    {
        Directory.CreateDirectory(Path.Combine(Data, "sub"));
        for (var i = 0; i < count; i++)
        {
            File.Copy(Path.Combine(model.Images, $"scene{i}.tif"), Path.Combine(Data, i % 2 == 0 ? $"it's {i}.tif" : $"sub/µ {i}.tif"));
        }
    }

    private List<JObject> Log() => [.. File.ReadAllLines(Path.Combine(Out, "segment-log.jsonl")).Select(JObject.Parse)];

    private string[] Arguments(params string[] more) => ["segment", Data, "--model", model.Folder, "--device", "cpu", "--out", Out, .. more];

    private CommandResult Segment(params string[] more) => Run(Arguments(more));

    private CommandResult Batch(string verb) => Run("batch", verb, Out);

    private CommandResult Run(params string[] arguments)
    {
        using var command = CommandLine.Start(slurm.Variables, arguments);
        return command.Finish();
    }
}
