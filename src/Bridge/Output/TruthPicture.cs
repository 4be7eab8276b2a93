using FijiBridge.Engine;
using FijiBridge.Engine.Files;
using FijiBridge.Engine.Images;
using FijiBridge.Engine.Labels;
using SkiaSharp;

namespace FijiBridge.Bridge.Output;

/// <summary>
/// Writes a picture for comparing: the image with the outlines of the true objects (yellow, broad) and of those that were found
/// (blue, narrow, above them), so that a good match looks like one two-coloured line. PNG.
/// </summary>
public static class TruthPicture
{
    private const int CompressionLevel = 2;
    private static readonly SKColor TruthColour = new(255, 210, 0);
    private static readonly SKColor FoundColour = new(40, 150, 255); // apart from yellow also for the colour-blind

    /// <summary>Writes the picture.</summary>
    /// <param name="path">File to write.</param>
    /// <param name="image">The image.</param>
    /// <param name="truth">True labels.</param>
    /// <param name="found">Found labels.</param>
    /// <exception cref="UserAdviceException">The file cannot be written.</exception>
    public static void Write(string path, Image2D image, LabelImage truth, LabelImage found)
    {
        var options = new OverlayOptions { MinSide = 512, MaxSide = 1024 };
        var scale = OverlayPicture.ScaleOf(image, options);
        using var picture = Background.Draw(image, options, scale);
        using (var canvas = new SKCanvas(picture))
        {
            canvas.Scale(scale.Factor);
            Draw(canvas, truth, TruthColour, 3 / scale.Factor);
            Draw(canvas, found, FoundColour, 1.2f / scale.Factor);
        }

        using var pixels = picture.PeekPixels();
        using var data = pixels?.Encode(new SKPngEncoderOptions(SKPngEncoderFilterFlags.Sub, CompressionLevel))
            ?? throw new InvalidOperationException($"The picture of {picture.Width} x {picture.Height} pixels could not be encoded as PNG.");
        AtomicFile.Write(path, stream => data.SaveTo(stream));
    }

    // The outlines run along the edges between pixels of different labels.
    private static void Draw(SKCanvas canvas, LabelImage labels, SKColor colour, float width)
    {
        using var builder = new SKPathBuilder();
        for (var y = 0; y < labels.Height; y++)
        {
            for (var x = 0; x < labels.Width; x++)
            {
                var label = Math.Max(0, labels[y, x]);
                if (x + 1 < labels.Width && Math.Max(0, labels[y, x + 1]) != label)
                {
                    builder.MoveTo(x + 1, y);
                    builder.LineTo(x + 1, y + 1);
                }

                if (y + 1 < labels.Height && Math.Max(0, labels[y + 1, x]) != label)
                {
                    builder.MoveTo(x, y + 1);
                    builder.LineTo(x + 1, y + 1);
                }
            }
        }

        using var path = builder.Detach();
        using var paint = new SKPaint { IsAntialias = true, Style = SKPaintStyle.Stroke, StrokeCap = SKStrokeCap.Round, StrokeWidth = width, Color = colour };
        canvas.DrawPath(path, paint);
    }
}
