using FijiBridge.Bridge.Batch;
using FijiBridge.Bridge.Tests.Cli;
using FijiBridge.Engine;
using Xunit;

namespace FijiBridge.Bridge.Tests.Batch;

public sealed class RunLogTests : IDisposable
{
    private readonly WorkFolder _folder = new();

    private string LogPath => _folder["log.jsonl"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_is_appended_is_read_again_with_its_run()
    {
        using (var log = RunLog.Open(LogPath, "run-1"))
        {
            log.Append(new RunStarted { Device = "cpu", Command = ["segment", "two\nlines µ.tif"] });
            log.Append(new ImageEnded { Input = "two\nlines µ.tif", Outcome = ItemOutcome.Done, Outputs = [new OutputRecord("labels", "a/b.tif", 7, "ff")] });
            log.Append(new RunEnded { Done = 1, NetworkBusy = 0.5 });
        }

        Assert.Equal(3, File.ReadAllLines(LogPath).Length);
        var records = RunLogReader.Read(LogPath);
        Assert.All(records, r => Assert.Equal("run-1", r.Run));
        Assert.Equal("two\nlines µ.tif", Assert.IsType<RunStarted>(records[0]).Command[1]);
        Assert.Equal(new OutputRecord("labels", "a/b.tif", 7, "ff"), Assert.IsType<ImageEnded>(records[1]).Outputs[0]);
        Assert.Equal(0.5, Assert.IsType<RunEnded>(records[2]).NetworkBusy);
    }

    [Fact]
    public void A_line_that_a_kill_cut_off_is_passed_over_and_the_next_one_begins_anew()
    {
        using (var log = RunLog.Open(LogPath, "run-1"))
        {
            log.Append(new RunEnded { Done = 1 });
        }

        File.AppendAllText(LogPath, "{\"record\":\"image\",\"inp");
        using (var log = RunLog.Open(LogPath, "run-2"))
        {
            Assert.Equal(1, Assert.IsType<RunEnded>(Assert.Single(log.ReadEarlier())).Done);
            log.Append(new RunEnded { Done = 2 });
        }

        Assert.Equal([1, 2], RunLogReader.Read(LogPath).Cast<RunEnded>().Select(r => r.Done));
    }

    [Fact]
    public void Two_runs_cannot_write_one_log()
    {
        using var log = RunLog.Open(LogPath, "run-1");
        var e = Assert.Throws<UserAdviceException>(() => RunLog.Open(LogPath, "run-2"));
        Assert.Contains("Another batch is writing", e.Message);
        Assert.Contains("--run-log FILE", e.Message);
    }

    [Fact]
    public void Results_count_only_while_they_are_as_they_were_written_and_from_the_same_key()
    {
        var outputs = new OutputFiles(_folder.Path, "a", OutputKinds.Labels | OutputKinds.Table);
        File.WriteAllText(_folder["a_labels.tif"], "labels");
        File.WriteAllText(_folder["a_objects.csv"], "table");
        var earlier = Earlier("key", Record("labels", "a_labels.tif"), Record("table", "a_objects.csv"));
        Assert.Equal(5, earlier.Whole(outputs, "key", default)!.Objects);
        Assert.Null(earlier.Whole(outputs, "another key", default));
        Assert.Null(earlier.Whole(outputs with { Kinds = OutputKinds.All }, "key", default));
        Assert.Null(earlier.Whole(outputs with { BaseName = "b" }, "key", default));
        Assert.Null(earlier.Foreign(outputs, default));

        File.WriteAllText(_folder["a_objects.csv"], "tabl!"); // the same length
        Assert.Null(earlier.Whole(outputs, "key", default));
        Assert.Equal(_folder["a_objects.csv"], earlier.Foreign(outputs, default));
        File.Delete(_folder["a_objects.csv"]);
        Assert.Null(earlier.Whole(outputs, "key", default));
        Assert.Null(earlier.Foreign(outputs, default));
        Assert.NotNull(earlier.Whole(outputs with { Kinds = OutputKinds.Labels }, "key", default));
    }

    [Fact]
    public void Files_that_were_complete_but_not_yet_noted_as_done_are_ours_to_replace()
    {
        File.WriteAllText(_folder["a_labels.tif"], "labels");
        var earlier = new EarlierResults();
        Assert.Equal(["r"], earlier.Add([new OutputsComplete { Run = "r", Outputs = [Record("labels", "a_labels.tif")] }], _folder.Path));
        var outputs = new OutputFiles(_folder.Path, "a", OutputKinds.Labels);
        Assert.Null(earlier.Whole(outputs, "key", default));
        Assert.Null(earlier.Foreign(outputs, default));
    }

    private EarlierResults Earlier(string key, params OutputRecord[] outputs)
    {
        var earlier = new EarlierResults();
        _ = earlier.Add([new ImageEnded { Run = "r", Outcome = ItemOutcome.Done, Key = key, Objects = 5, Outputs = outputs }], _folder.Path);
        return earlier;
    }

    private OutputRecord Record(string kind, string name) => new(kind, name, new FileInfo(_folder[name]).Length, ContentHash.OfFile(_folder[name]));
}
