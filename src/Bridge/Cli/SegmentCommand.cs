using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using FijiBridge.Bridge.ImageJ;
using FijiBridge.Engine;
using NLog;

namespace FijiBridge.Bridge.Cli;

/// <summary><c>fijibridge segment</c>: images in; label images, ROI sets, tables and overlays out.</summary>
internal static class SegmentCommand
{
    private static readonly Logger Log = LogManager.GetLogger("FijiBridge.Segment");

    private static readonly SegmentCommandOptions Options = new();

    /// <summary>Creates the command.</summary>
    public static Command Create()
    {
        var command = new Command("segment", "Find the objects in images: label image, ImageJ ROIs, table and overlay for each.") { Options.Inputs };
        foreach (var option in Options.All)
        {
            command.Add(option);
        }

        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parse)
    {
        var kinds = parse.GetValue(Options.Outputs) is var chosen && chosen == 0 ? OutputKinds.All : chosen;
        var inputs = InputFiles.Expand(parse.GetRequiredValue(Options.Inputs), parse.GetValue(Options.Recursive));
        var plans = OutputFiles.Plan(inputs, parse.GetValue(Options.Out), kinds, parse.GetValue(Options.Overwrite));
        foreach (var folder in plans.Select(p => p.Folder).Distinct())
        {
            OutputFolder.Require(folder);
        }

        using var interruption = new Interruption();
        var reader = ImageJReader.Start(parse.GetValue(GlobalOptions.ImageJ));
        using var model = LoadedModel.Open(parse, parse.GetValue(Options.Model)!, Options.Choices);
        var rows = new List<Row>();
        ProgressView.Run("Segmenting", view =>
        {
            foreach (var plan in plans)
            {
                rows.Add(SegmentOne(plan, rows.Count, plans.Count, reader, model, view, rows, interruption.Token));
            }

            return 0;
        });
        Report(rows);
        return rows.All(r => r.Failure is null) ? ExitCode.Success : rows.Max(r => r.ExitCode);
    }

    private static Row SegmentOne(
        OutputFiles plan, int index, int count, ImageJReader reader, LoadedModel model, ProgressView view, List<Row> done, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        try
        {
            cancellation.ThrowIfCancellationRequested();
            var title = count == 1 ? Path.GetFileName(plan.Input) : $"{index + 1} of {count}: {Path.GetFileName(plan.Input)}";
            view.Report(index, count, $"{title}, reading");
            var image = reader.ReadImage(plan.Input);
            if (model.CalibrationWarning(image) is { } warning)
            {
                Terminal.Warn(warning);
            }

            var result = model.Segment(image, p => view.Report(index + Fraction(p), count, $"{title}, {p.Stage}"), cancellation);
            foreach (var notice in result.Notices)
            {
                Terminal.Note($"{Path.GetFileName(plan.Input)}: {notice}");
            }

            view.Report(index + 0.95, count, $"{title}, writing");
            var seconds = clock.Elapsed.TotalSeconds;
            SegmentWriter.Write(plan, image, result, model.Channel, cancellation);
            return new Row(plan, image.Width, image.Height, result.Objects.Count, seconds);
        }
        catch (OperationCanceledException e)
        {
            throw new CancelledWithResultException(Kept(done, count), e);
        }
        catch (Exception e)
        {
            // One bad file must not stop the night's run; its sentence is shown now and again in the table's end.
            var advice = ErrorPolicy.AdviceFor(e);
            if (advice is null)
            {
                Log.Error(e, "{0}: {1}", plan.Input, ErrorPolicy.CauseChain(e));
            }
            else
            {
                Terminal.Error(advice.Contains(Path.GetFileName(plan.Input), StringComparison.Ordinal) ? advice : $"{plan.Input}: {advice}");
            }

            return new Row(plan, 0, 0, 0, clock.Elapsed.TotalSeconds, advice ?? "failed, see the log", advice is null ? Cli.ExitCode.Fault : Cli.ExitCode.Advice);
        }
    }

    private static double Fraction(ProgressReport report) => report.Maximum > 0 ? 0.9 * report.Current / report.Maximum : 0;

    private static string Kept(List<Row> done, int count)
    {
        var finished = done.Count(r => r.Failure is null);
        return finished == 0
            ? "Cancelled; nothing was written."
            : $"Cancelled; the results of {finished} of {count} images are complete, nothing was written for the others.";
    }

    private static void Report(List<Row> rows)
    {
        var table = new TextTable("image", "size", "objects", "seconds");
        foreach (var row in rows)
        {
            table.Add(row.Failure is null
                ? [row.Plan.Input, $"{row.Width} x {row.Height}", $"{row.Objects}", row.Seconds.ToString("0.00", CultureInfo.InvariantCulture)]
                : [row.Plan.Input, "", "failed", ""]);
        }

        foreach (var line in table.Lines())
        {
            Terminal.Result(line);
        }

        PrintPlaces([.. rows.Where(r => r.Failure is null).Select(r => r.Plan)]);
        var good = rows.Where(r => r.Failure is null).ToList();
        Terminal.Result($"{good.Sum(r => (long)r.Objects)} objects in {good.Count} image(s){(good.Count == rows.Count ? "" : $"; {rows.Count - good.Count} failed")}.");
    }

    // One line per kind of result: the file itself, or a pattern for those of several images.
    private static void PrintPlaces(List<OutputFiles> plans)
    {
        var table = new TextTable("", "").AlignLeft(1);
        foreach (var (kind, first) in plans.Count > 0 ? plans[0].Wanted : [])
        {
            var paths = plans.Select(p => p.Wanted.First(w => w.Kind == kind).Path).ToList();
            var places = paths.Count == 1 ? [first] : paths.Select(p => Path.Combine(Path.GetDirectoryName(p)!, "*" + OutputFiles.SuffixOf(kind))).Distinct().ToList();
            places.ForEach(place => table.Add(kind.ToString().ToLowerInvariant(), place));
        }

        foreach (var line in table.Lines().Skip(1))
        {
            Terminal.Result(line);
        }
    }

    private sealed record Row(OutputFiles Plan, int Width, int Height, int Objects, double Seconds, string? Failure = null, int ExitCode = Cli.ExitCode.Success);
}
