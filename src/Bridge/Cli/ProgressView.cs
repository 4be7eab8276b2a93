using System.Globalization;
using FijiBridge.Engine;
using Spectre.Console;

namespace FijiBridge.Bridge.Cli;

/// <summary>
/// Progress of one long job on stderr: a live bar with remaining time on a terminal, now and then a plain line when
/// redirected.
/// </summary>
internal abstract class ProgressView
{
    /// <summary>Runs <paramref name="work"/> with a view that fits the terminal.</summary>
    public static T Run<T>(string text, Func<ProgressView, T> work) =>
        Terminal.IsInteractive ? Live.Show(text, work) : work(new Plain(TimeProvider.System));

    /// <summary>Tells how far the job is.</summary>
    /// <param name="current">Steps done.</param>
    /// <param name="maximum">Steps in all.</param>
    /// <param name="text">What is being done, with the numbers worth watching.</param>
    public abstract void Report(double current, double maximum, string text);

    /// <summary>Takes the engine's reports.</summary>
    public IProgress<ProgressReport> Reporter() => new EngineReports(this);

    /// <summary>A line about the job was just written: the next plain one can wait.</summary>
    public virtual void Said()
    {
    }

    private sealed class EngineReports(ProgressView view) : IProgress<ProgressReport>
    {
        public void Report(ProgressReport value) => view.Report(value.Current, value.Maximum, value.Stage);
    }

    private sealed class Live(ProgressTask task) : ProgressView
    {
        private const int BarWidth = 24;
        private const int OtherColumns = BarWidth + 4 + 8 + 5; // percentage, remaining time, gaps
        private const int ShortestText = 20;

        public static T Show<T>(string text, Func<ProgressView, T> work) => Terminal.Progress.Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn { Width = BarWidth }, new PercentageColumn(), new RemainingTimeColumn())
            .Start(context => work(new Live(context.AddTask(Markup.Escape(text)))));

        // A text that wraps would make the display jump; its middle (of a file name, mostly) is what can be missed.
        private static string Fitting(string text, int width) => text.Length <= Math.Max(width, ShortestText)
            ? text
            : $"{text[..(Math.Max(width, ShortestText) / 2)]}…{text[^((Math.Max(width, ShortestText) / 2) - 1)..]}";

        public override void Report(double current, double maximum, string text)
        {
            task.MaxValue = Math.Max(1, maximum);
            task.Value = current;
            task.Description = Markup.Escape(Fitting(text, Terminal.Progress.Profile.Width - OtherColumns));
        }
    }

    // At most one line per period, so that a log of a night's training stays readable.
    private sealed class Plain(TimeProvider time) : ProgressView
    {
        private static readonly TimeSpan Period = TimeSpan.FromSeconds(15);

        private readonly long _start = time.GetTimestamp();
        private readonly Lock _gate = new();
        private TimeSpan _next = Period;
        private double _firstSeen = double.NaN;

        public override void Said()
        {
            lock (_gate)
            {
                _next = time.GetElapsedTime(_start) + Period;
            }
        }

        public override void Report(double current, double maximum, string text)
        {
            lock (_gate)
            {
                _firstSeen = double.IsNaN(_firstSeen) ? current : _firstSeen;
                var elapsed = time.GetElapsedTime(_start);
                if (elapsed < _next)
                {
                    return;
                }

                _next = elapsed + Period;
                var done = current - _firstSeen;
                var left = done > 0 ? $", about {Duration(elapsed * ((maximum - current) / done))} left" : "";
                Terminal.Note(string.Create(CultureInfo.InvariantCulture, $"{text}, {100 * current / Math.Max(1, maximum):0} %{left}"));
            }
        }
    }

    /// <summary>A duration as people say it: 45 s, 3 min 20 s, 2 h 5 min.</summary>
    public static string Duration(TimeSpan time) => time switch
    {
        { TotalSeconds: < 10 } => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0} s"),
        { TotalSeconds: < 60 } => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0} s"),
        { TotalMinutes: < 60 } => $"{(int)time.TotalMinutes} min {time.Seconds} s",
        _ => $"{(int)time.TotalHours} h {time.Minutes} min",
    };
}
