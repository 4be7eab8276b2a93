using System.Text;
using FijiBridge.Engine.Training;
using OxyPlot;
using OxyPlot.Axes;
using OxyPlot.Legends;
using OxyPlot.Series;

namespace FijiBridge.Bridge.Training;

/// <summary>Draws the losses of a training over its epochs as an SVG picture.</summary>
internal static class LossCurve
{
    /// <summary>Name of the picture in the model folder.</summary>
    public const string FileName = "loss.svg";

    private const double Width = 800;
    private const double Height = 500;

    /// <summary>The picture as text: training and validation loss on a logarithmic axis, validation AP where it was measured.</summary>
    /// <param name="title">Name of the model.</param>
    /// <param name="history">One row per epoch.</param>
    public static string Draw(string title, IReadOnlyList<EpochRecord> history)
    {
        var plot = new PlotModel { Title = title, Background = OxyColors.White };
        plot.Legends.Add(new Legend { LegendPosition = LegendPosition.TopRight });
        plot.Axes.Add(new LinearAxis { Position = AxisPosition.Bottom, Title = "epoch", MajorGridlineStyle = LineStyle.Dot });
        plot.Axes.Add(new LogarithmicAxis { Position = AxisPosition.Left, Title = "loss", MajorGridlineStyle = LineStyle.Dot });
        AddLine(plot, history, "loss", "training", OxyColors.SteelBlue);
        AddLine(plot, history, "val_loss", "validation", OxyColors.DarkOrange);
        using var svg = new MemoryStream();
        new SvgExporter { Width = Width, Height = Height, IsDocument = true }.Export(plot, svg);
        return Encoding.UTF8.GetString(svg.ToArray());
    }

    private static void AddLine(PlotModel plot, IReadOnlyList<EpochRecord> history, string key, string title, OxyColor colour)
    {
        var line = new LineSeries { Title = title, Color = colour, StrokeThickness = 1.5, MarkerType = history.Count < 3 ? MarkerType.Circle : MarkerType.None };
        foreach (var epoch in history.Where(e => e.Values.TryGetValue(key, out var value) && value > 0))
        {
            line.Points.Add(new DataPoint(epoch.Epoch, epoch.Values[key]));
        }

        if (line.Points.Count > 0)
        {
            plot.Series.Add(line);
        }
    }
}
