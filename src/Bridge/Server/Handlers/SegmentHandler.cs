using System.Diagnostics;

using FijiBridge.Bridge.Protocol;
using FijiBridge.Engine;
using FijiBridge.Engine.Images;
using FijiBridge.Engine.Instances;
using FijiBridge.Engine.Polygons;

using Newtonsoft.Json.Linq;

namespace FijiBridge.Bridge.Server.Handlers;

/// <summary>Segments an image, or each frame of a series, into labels and polygons.</summary>
/// <param name="segmenter">The engine.</param>
/// <param name="blocks">The worker's shared memory.</param>
public sealed class SegmentHandler(ISegmenter segmenter, SharedBlocks blocks) : IRequestHandler
{
    private const int LargestUInt16Label = ushort.MaxValue;
    private const int PaintedPixels = 1 << 22; // rows are painted in strips of this many pixels, to bound memory

    /// <inheritdoc/>
    public string Name => "segment";

    /// <inheritdoc/>
    public string Summary => "Segments an image, or each frame of a series, into labels and polygons.";

    /// <inheritdoc/>
    public bool UsesDevice => true;

    /// <inheritdoc/>
    public IReadOnlyList<InputInfo> Inputs { get; } =
    [
        new("image", "ndarray", "The pixels: uint8, uint16 or float32, axes as in 'axes'.", Required: true),
        new("name", "text", "Name of the image for messages (image)."),
        new("axes", "text", "YX, CYX, TYX or TCYX; default by the number of axes: YX, CYX, TCYX."),
        new("rgb", "true or false", "The channels are red, green and blue (false)."),
        new("model", "text", "Name of a model (see 'models') or its folder.", Required: true),
        new("prob", "number", "Object probability that a candidate needs, 0..1 (the model's)."),
        new("nms", "number", "Part of the smaller area that two objects may share, 0..1 (the model's)."),
        new("low", "number", "Percentile that becomes 0 (the model's)."),
        new("high", "number", "Percentile that becomes 1 (the model's)."),
        new("normalize", "true or false", "Normalise the grey values; false where the client has done it: the network gets the values as they are (true)."),
        new("tile", "whole number", "Largest tile in pixels (automatic); the result is the same for every value."),
        new("pixelSize", "list of 2 numbers", "Width and height of a pixel in micrometres (unknown)."),
        new("rescale", "true or false", "Bring images with a pixel size to the model's pixel size (true)."),
        new("flips", "true or false", "Average over mirrored copies: better, four times slower (as the model says)."),
        new("refine", "true or false", "Replace outlines by the consensus of the candidates that agree with them (as the model says)."),
        new("boundaryExclusion", "whole number", "Leave out candidates this close to the border, in steps of the model's grid (2)."),
        new("region", "list of 4 whole numbers", "x, y, width, height: keep only objects with their centre inside (the whole image)."),
        new("device", "text", "auto, cpu, cuda or cuda:N (auto: a GPU where there is one)."),
        new("labels", "true or false", "Make the label image (true)."),
        new("labelsInto", "shm", "Shared memory of the client for the label image; else the worker makes one, see 'release'."),
        new("maps", "true or false", "Give what the network says of every pixel, too: all of it, whatever the region (false)."),
        new("keep", "true or false", "The client uses the same shared memory again: the worker leaves it mapped (false)."),
    ];

    /// <inheritdoc/>
    public JObject Run(WorkerTask task)
    {
        var started = Stopwatch.GetTimestamp();
        var inputs = task.Inputs;
        var array = inputs.RequiredArray("image");
        var layout = ImageLayout.Of(array, inputs.Text("axes"));
        var settings = Settings(inputs, layout);
        var keep = inputs.Flag("keep", otherwise: false);
        var results = new List<SegmentedFrame>();
        var pixels = blocks.Attach(array.ShmName, array.ShmSize, keep);
        var engineSeconds = 0.0;
        try
        {
            for (var t = 0; t < layout.Frames; t++)
            {
                var frame = layout.Frame(pixels, t, inputs);
                var engineStarted = Stopwatch.GetTimestamp();
                results.Add(segmenter.Segment(frame, settings, ProgressOf(task, t, layout.Frames), task.CancellationToken));
                engineSeconds += Stopwatch.GetElapsedTime(engineStarted).TotalSeconds;
            }
        }
        finally
        {
            blocks.Done(pixels, keep);
        }

        var outputs = new JObject
        {
            ["counts"] = new JArray(results.Select(r => r.Objects.Count)),
            ["objects"] = WriteObjects(results, array).ToJson(),
            ["model"] = settings.Model,
            ["prob"] = results[0].Prob,
            ["nms"] = results[0].Nms,
            ["device"] = results[0].Device,
            ["notes"] = new JArray(results.SelectMany(r => r.Notes).Distinct()),
        };
        if (inputs.Flag("labels", otherwise: true))
        {
            outputs["labels"] = WriteLabels(task, results, layout, array, keep).ToJson();
        }

        if (settings.Maps)
        {
            outputs["maps"] = MapArrays.Write(blocks, results, layout.HasFrames, array.ShmName).ToJson();
            outputs["mapNames"] = new JArray(results[0].Result.MapNames);
        }

        outputs["engineSeconds"] = Math.Round(engineSeconds, 4);
        outputs["seconds"] = Math.Round(Stopwatch.GetElapsedTime(started).TotalSeconds, 4);
        return outputs;
    }

    private static SegmentSettings Settings(TaskInputs inputs, ImageLayout layout)
    {
        if (!inputs.Flag("normalize", otherwise: true) && (inputs.Has("low") || inputs.Has("high")))
        {
            throw new UserAdviceException("'normalize' is false, so that the percentiles 'low' and 'high' have no meaning; leave them out.");
        }

        return Chosen(inputs, layout);
    }

    private static SegmentSettings Chosen(TaskInputs inputs, ImageLayout layout) => new(inputs.RequiredText("model"))
    {
        Prob = inputs.Number("prob", 0, 1),
        Nms = inputs.Number("nms", 0, 1),
        Low = inputs.Number("low", 0, 100),
        High = inputs.Number("high", 0, 100),
        Normalize = inputs.Flag("normalize", otherwise: true),
        Tile = inputs.Whole("tile", 64),
        Rescale = inputs.Flag("rescale", otherwise: true),
        Flips = inputs.Flag("flips"),
        Refine = inputs.Flag("refine"),
        BoundaryExclusion = inputs.Whole("boundaryExclusion", 0),
        Maps = inputs.Flag("maps", otherwise: false),
        Device = inputs.Text("device") ?? "auto",
        Region = inputs.Numbers("region", 4) is { } r ? Region(r, layout) : null,
    };

    private static PixelRectangle Region(double[] r, ImageLayout layout)
    {
        var region = new PixelRectangle((int)r[0], (int)r[1], (int)r[2], (int)r[3]);
        return region.Width > 0 && region.Height > 0
            && region.X < layout.Width && region.Y < layout.Height && region.X + region.Width > 0 && region.Y + region.Height > 0
            ? region
            : throw new UserAdviceException($"The region {string.Join(", ", r)} (x, y, width, height) does not touch the {layout.Width} x {layout.Height} image.");
    }

    private static Action<string, long, long> ProgressOf(WorkerTask task, int frame, int frames) => frames == 1
        ? task.Report
        : (_, current, maximum) => task.Report($"segmenting {frames} frames", (frame * maximum) + current, frames * maximum);

    // One row per object: frame, label, probability, class, centre x, centre y, then x and y of each vertex; the last one is
    // repeated where another object has more.
    private NDArray WriteObjects(List<SegmentedFrame> frames, NDArray image)
    {
        var corners = frames.Max(f => MostCorners(f.Objects));
        var columns = 6 + (2 * corners);
        var count = frames.Sum(f => (long)f.Objects.Count);
        var block = blocks.Create(count * columns * sizeof(float), image.ShmName);
        var table = block.Elements<float>(checked((int)(count * columns)));
        for (int t = 0, row = 0; t < frames.Count; t++)
        {
            for (var i = 0; i < frames[t].Objects.Count; i++, row++)
            {
                WriteObject(frames[t].Objects, i, t, table.Slice(row * columns, columns));
            }
        }

        return NDArray.In(block, ElementType.Float32, count, columns);
    }

    // Star-convex objects all have as many corners as rays, also where there is no object.
    private static int MostCorners(IObjectOutlines objects)
    {
        var most = objects is StarPolygons stars ? stars.NRays : 0;
        for (var i = 0; i < objects.Count; i++)
        {
            most = Math.Max(most, objects.CornersOf(i));
        }

        return most;
    }

    private static void WriteObject(IObjectOutlines objects, int i, int frame, Span<float> row)
    {
        row[0] = frame;
        row[1] = i + 1;
        row[2] = objects.Prob[i];
        row[3] = objects.ClassId?[i] ?? 0;
        row[4] = objects.X[i];
        row[5] = objects.Y[i];
        var corners = objects.CornersOf(i);
        float[] x = new float[corners], y = new float[corners];
        objects.Corners(i, y, x);
        for (var k = 0; 7 + (2 * k) < row.Length; k++)
        {
            row[6 + (2 * k)] = x[Math.Min(k, corners - 1)];
            row[7 + (2 * k)] = y[Math.Min(k, corners - 1)];
        }
    }

    private NDArray WriteLabels(WorkerTask task, List<SegmentedFrame> frames, ImageLayout layout, NDArray image, bool keep)
    {
        var type = frames.Any(f => f.Objects.Count > LargestUInt16Label) ? ElementType.Int32 : ElementType.UInt16;
        var bytes = (long)layout.Frames * layout.Height * layout.Width * type.SizeBytes;
        var given = task.Inputs.Shm("labelsInto");
        if (given is { } g && g.Size < bytes)
        {
            throw new UserAdviceException($"'labelsInto' has {g.Size} bytes, but labels of type {type} need {bytes}.");
        }

        var block = given is { } own ? blocks.Attach(own.Name, own.Size, keep) : blocks.Create(bytes, image.ShmName);
        for (var t = 0; t < frames.Count; t++)
        {
            PaintFrame(frames[t].Result, layout, block, type, t, task.CancellationToken);
        }

        var labels = NDArray.In(block, type, layout.HasFrames ? [layout.Frames, layout.Height, layout.Width] : [layout.Height, layout.Width]);
        if (given is not null)
        {
            blocks.Done(block, keep);
        }

        return labels;
    }

    private static unsafe void PaintFrame(Segmentation result, ImageLayout layout, SharedMemory block, ElementType type, int frame, CancellationToken ct)
    {
        var rows = Math.Clamp(PaintedPixels / layout.Width, 1, layout.Height);
        var strip = new int[rows * layout.Width];
        for (var y = 0; y < layout.Height; y += rows)
        {
            ct.ThrowIfCancellationRequested();
            var painted = strip.AsSpan(0, Math.Min(rows, layout.Height - y) * layout.Width);
            result.RenderRows(y, painted.Length / layout.Width, painted);
            var start = ((long)frame * layout.Height * layout.Width) + ((long)y * layout.Width);
            if (type == ElementType.UInt16)
            {
                var destination = new Span<ushort>((ushort*)block.Address + start, painted.Length);
                for (var i = 0; i < painted.Length; i++)
                {
                    destination[i] = (ushort)painted[i];
                }
            }
            else
            {
                painted.CopyTo(new Span<int>((int*)block.Address + start, painted.Length));
            }
        }
    }
}
