using FijiBridge.Engine;
using FijiBridge.Engine.Evaluation;
using FijiBridge.Engine.Files;
using FijiBridge.Engine.Images;
using FijiBridge.Engine.Labels;
using FijiBridge.Engine.Measurement;
using SkiaSharp;

namespace FijiBridge.Bridge.Output;

/// <summary>
/// A picture of what was found, missed and made up: outlines of predicted objects with a partner in green, without one in
/// magenta, of missed true objects in orange. The colours also differ for the colour-blind. PNG.
/// </summary>
public static class ComparisonPicture
{
    private static readonly SKColor Found = new(0x00, 0xe0, 0x70);
    private static readonly SKColor MadeUp = new(0xff, 0x30, 0xd0);
    private static readonly SKColor Missed = new(0xff, 0xa0, 0x00);

    /// <summary>Writes the picture.</summary>
    /// <param name="path">File to write.</param>
    /// <param name="evaluation">The evaluation.</param>
    /// <param name="truth">Its truth.</param>
    /// <param name="prediction">Its prediction.</param>
    /// <param name="image">The image behind the outlines; black when null.</param>
    /// <exception cref="UserAdviceException">The file cannot be written.</exception>
    public static void Write(string path, ImageEvaluation evaluation, LabelImage truth, LabelImage prediction, Image2D? image)
    {
        var options = new OverlayOptions();
        var shown = image ?? new Image2D("black", truth.Width, truth.Height, [new byte[truth.Pixels.Length]]);
        var scale = OverlayPicture.ScaleOf(shown, options);
        using var picture = Background.Draw(shown, options, scale);
        using (var canvas = new SKCanvas(picture))
        {
            var trueObjects = LabelStatistics.Measure(truth).ToDictionary(o => o.Label);
            var predictedObjects = LabelStatistics.Measure(prediction).ToDictionary(o => o.Label);
            foreach (var one in evaluation.Objects.OrderBy(o => o.Fate))
            {
                var isMissed = one.Fate == ObjectFate.FalseNegative;
                var outlines = isMissed ? Outlines.Trace(truth, trueObjects[one.TrueLabel]) : Outlines.Trace(prediction, predictedObjects[one.PredictedLabel]);
                Draw(canvas, outlines, isMissed ? Missed : one.Fate == ObjectFate.TruePositive ? Found : MadeUp, scale.Factor, options.StrokeWidth);
            }
        }

        using var pixels = picture.PeekPixels();
        using var data = pixels?.Encode(SKPngEncoderOptions.Default)
            ?? throw new InvalidOperationException($"The picture of {picture.Width} x {picture.Height} pixels could not be encoded as PNG.");
        AtomicFile.Write(path, stream => data.SaveTo(stream));
    }

    private static void Draw(SKCanvas canvas, IReadOnlyList<IReadOnlyList<Corner>> outlines, SKColor colour, float scale, float stroke)
    {
        using var paint = new SKPaint();
        paint.IsAntialias = true;
        paint.Style = SKPaintStyle.Stroke;
        paint.StrokeWidth = stroke;
        paint.Color = colour;
        foreach (var outline in outlines)
        {
            using var builder = new SKPathBuilder();
            builder.MoveTo(outline[0].X * scale, outline[0].Y * scale);
            foreach (var corner in outline.Skip(1))
            {
                builder.LineTo(corner.X * scale, corner.Y * scale);
            }

            builder.Close();
            using var path = builder.Detach();
            canvas.DrawPath(path, paint);
        }
    }
}
