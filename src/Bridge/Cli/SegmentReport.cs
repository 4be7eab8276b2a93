using System.Globalization;
using FijiBridge.Bridge.Batch;

namespace FijiBridge.Bridge.Cli;

/// <summary>How a <c>segment</c> ended: table, places of the results, summary file, exit code.</summary>
internal static class SegmentReport
{
    private const int LongestTable = 60;

    /// <summary>Writes and prints it.</summary>
    /// <returns>The exit code.</returns>
    /// <exception cref="CancelledWithResultException">The batch was cancelled.</exception>
    public static int Finish(SegmentRequest request, BatchResult result, SegmentRecords? records)
    {
        var outcomes = WithUnreadable(request, result.Outcomes);
        var exitCode = ExitCodeOf(result, outcomes);
        records?.End(new RunEnded
        {
            Done = outcomes.Count(o => o.State == ItemOutcome.Done),
            Skipped = outcomes.Count(o => o.State == ItemOutcome.Skipped),
            Failed = outcomes.Count(o => o.State == ItemOutcome.Failed),
            Cancelled = outcomes.Count(o => o.State == ItemOutcome.Cancelled),
            Seconds = result.Seconds,
            NetworkBusy = result.NetworkBusy,
            ExitCode = exitCode,
        });
        if (request.SummaryPath is { } summary)
        {
            SummaryTable.Write(summary, outcomes.Select(SummaryRow.Of));
        }

        if (exitCode == ExitCode.Cancelled)
        {
            throw new CancelledWithResultException(Kept(outcomes, records is not null));
        }

        Print(request, outcomes);
        if (result.Stopped is not null)
        {
            Terminal.Error($"The batch stopped; {outcomes.Count(o => o.State == ItemOutcome.Cancelled)} image(s) were not segmented. Mend the cause, then run the same command with --resume.");
        }

        return exitCode;
    }

    private static List<ItemOutcome> WithUnreadable(SegmentRequest request, IReadOnlyList<ItemOutcome> outcomes)
    {
        var nowhere = new OutputFiles("", "", 0);
        var folders = request.Unreadable.Select(u => new ItemOutcome(new WorkItem(u.Path, null, nowhere), ItemOutcome.Failed)
        {
            Error = u.Advice,
        }).ToList();
        folders.ForEach(f => Terminal.Error(f.Error!));
        return [.. outcomes, .. folders];
    }

    private static int ExitCodeOf(BatchResult result, List<ItemOutcome> outcomes) => result switch
    {
        { Stopped: not null } => result.Stopped.IsFault ? ExitCode.Fault : ExitCode.Advice,
        _ when outcomes.Exists(o => o.State == ItemOutcome.Cancelled) => ExitCode.Cancelled,
        _ when outcomes.Exists(o => o is { State: ItemOutcome.Failed, IsFault: false } or { State: ItemOutcome.Waiting }) => ExitCode.Advice,
        _ => outcomes.Exists(o => o.State == ItemOutcome.Failed) ? ExitCode.Fault : ExitCode.Success,
    };

    private static string Kept(List<ItemOutcome> outcomes, bool canResume)
    {
        var finished = outcomes.Count(o => o.IsGood);
        var goOn = canResume ? " Run the same command with --resume to go on." : "";
        return finished == 0
            ? $"Cancelled; nothing was written.{goOn}"
            : $"Cancelled; the results of {finished} of {outcomes.Count} images are complete, nothing was written for the others.{goOn}";
    }

    private static void Print(SegmentRequest request, List<ItemOutcome> outcomes)
    {
        var shown = outcomes.Count <= LongestTable ? outcomes : [.. outcomes.Where(o => !o.IsGood)];
        if (shown.Count > 0)
        {
            var table = new TextTable("image", "size", "objects", "seconds");
            foreach (var o in shown)
            {
                table.Add(o.IsGood
                    ? [o.Title, $"{o.Width} x {o.Height}", $"{o.Objects}", o.State == ItemOutcome.Skipped ? "done before" : Seconds(o)]
                    : [o.Item.PlaceTitle, "", o.State, ""]);
            }

            foreach (var line in table.Lines())
            {
                Terminal.Result(line);
            }
        }

        var good = outcomes.Where(o => o.IsGood).ToList();
        PrintPlaces([.. good.Select(o => o.Item.Outputs)]);
        if (request.SummaryPath is { } summary)
        {
            Terminal.Result($"summary   {summary}");
            Terminal.Result($"run log   {request.LogPath}");
        }

        var before = good.Count(o => o.State == ItemOutcome.Skipped);
        var failed = outcomes.Count(o => o.State == ItemOutcome.Failed);
        var waiting = outcomes.Count(o => o.State == ItemOutcome.Waiting);
        Terminal.Result(
            $"{good.Sum(o => (long)o.Objects)} objects in {good.Count} image(s){(before > 0 ? $", {before} of them done before" : "")}"
            + $"{(failed > 0 ? $"; {failed} failed" : "")}{(waiting > 0 ? $"; {waiting} not segmented yet" : "")}.");
    }

    // One line per kind of result: the file itself, or a pattern for those of several images.
    private static void PrintPlaces(List<OutputFiles> plans)
    {
        var table = new TextTable("", "").AlignLeft(1);
        foreach (var (kind, first) in plans.Count > 0 ? plans[0].Wanted : [])
        {
            var paths = plans.Select(p => p.Wanted.First(w => w.Kind == kind).Path).ToList();
            var folders = paths.Select(p => Path.GetDirectoryName(p)!).Distinct().ToList();
            var places = paths.Count == 1 ? [first] : folders.Select(f => Path.Combine(f, "*" + OutputFiles.SuffixOf(kind))).ToList();
            places.Take(3).ToList().ForEach(place => table.Add(OutputFiles.NameOf(kind), place));
            if (places.Count > 3)
            {
                table.Add("", $"... and in {places.Count - 3} more folders");
            }
        }

        foreach (var line in table.Lines().Skip(1))
        {
            Terminal.Result(line);
        }
    }

    private static string Seconds(ItemOutcome o) => (o.Seconds.Read + o.Seconds.Segment + o.Seconds.Write).ToString("0.00", CultureInfo.InvariantCulture);
}
