using FijiBridge.Engine.Labels;

namespace FijiBridge.Engine.Data;

/// <summary>What a set holds, from reading every pair once. Finds unreadable files before training starts.</summary>
public sealed record TrainingSetSummary
{
    private const int FewestPieces = 3;
    private const double SmallestOfTwoPixels = 1.5; // the disc of two pixels is 1.6 across, that of one 1.1

    /// <summary>Number of pairs.</summary>
    public required int Pairs { get; init; }

    /// <summary>Channels of every image.</summary>
    public required int Channels { get; init; }

    /// <summary>Objects in all masks.</summary>
    public required long Objects { get; init; }

    /// <summary>Names of the pairs whose mask has no object; allowed, but worth saying.</summary>
    public required IReadOnlyList<string> WithoutObjects { get; init; }

    /// <summary>Largest label of all masks, and the pair that has it first; 0 without objects.</summary>
    public required (int Label, string Pair) Largest { get; init; }

    /// <summary>Objects of a single pixel; mostly slips of a drawing tool.</summary>
    public required int SinglePixels { get; init; }

    /// <summary>Name of the first pair with an object of a single pixel; null where there is none.</summary>
    public required string? FirstSinglePixel { get; init; }

    /// <summary>Names of the pairs whose mask has one value alone, in three or more separate pieces: foreground and background, it seems, and not objects.</summary>
    public required IReadOnlyList<string> OneValueInPieces { get; init; }

    /// <summary>Pixels of ignored regions (negative labels).</summary>
    public required long IgnoredPixels { get; init; }

    /// <summary>Smallest width and smallest height of all images.</summary>
    public required (int Width, int Height) Smallest { get; init; }

    /// <summary>Median over the objects of the diameter of a disc of equal area, pixels; 0 without objects.</summary>
    public required double MedianDiameter { get; init; }

    /// <summary>Diameter that one object of twenty exceeds, pixels; 0 without objects.</summary>
    public required double LargeDiameter { get; init; }

    /// <summary>Median pixel width in micrometres of the calibrated images; null when none is calibrated.</summary>
    public required double? MedianPixelWidthMicrons { get; init; }

    /// <summary>Reads all pairs.</summary>
    /// <param name="set">At least one pair.</param>
    /// <param name="progress">Told (pairs done, pairs in all) after each pair.</param>
    /// <param name="cancellation">Stops between two pairs.</param>
    /// <exception cref="UserAdviceException">A pair cannot be read, channels differ, or no mask has any object.</exception>
    public static TrainingSetSummary Of(ITrainingSet set, Action<int, int>? progress = null, CancellationToken cancellation = default)
    {
        List<string> withoutObjects = [], oneValue = [];
        string? firstSingle = null;
        var diameters = new List<double>();
        var pixelWidths = new List<double>();
        int channels = 0, minWidth = int.MaxValue, minHeight = int.MaxValue;
        long ignored = 0;
        var largest = (Label: 0, Pair: "");
        for (var i = 0; i < set.Count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            var pair = set.Load(i);
            if (i == 0)
            {
                channels = pair.Image.Channels;
            }
            else if (pair.Image.Channels != channels)
            {
                throw new UserAdviceException(
                    $"Image \"{pair.Name}\" has {pair.Image.Channels} channel(s), \"{set.NameOf(0)}\" has {channels}; all images of a training set need the same: turn colour images into grey values, or save the same channels of each.");
            }

            var areas = AreasByLabel(pair, ref ignored);
            if (areas.Count == 0)
            {
                withoutObjects.Add(pair.Name);
            }
            else if (areas.Keys.Max() > largest.Label)
            {
                largest = (areas.Keys.Max(), pair.Name);
            }

            firstSingle ??= areas.ContainsValue(1) ? pair.Name : null;
            if (areas.Count == 1 && Pieces(pair.Labels) >= FewestPieces)
            {
                oneValue.Add(pair.Name);
            }

            diameters.AddRange(areas.Values.Select(a => 2 * Math.Sqrt(a / Math.PI)));
            if (pair.Image.PixelSize.WidthMicrons is { } microns)
            {
                pixelWidths.Add(microns);
            }

            minWidth = Math.Min(minWidth, pair.Image.Width);
            minHeight = Math.Min(minHeight, pair.Image.Height);
            progress?.Invoke(i + 1, set.Count);
        }

        if (diameters.Count == 0)
        {
            throw new UserAdviceException(
                $"None of the {set.Count} masks has any object; each object needs its own value above 0 and the background 0.");
        }

        return new TrainingSetSummary
        {
            Pairs = set.Count,
            Channels = channels,
            Objects = diameters.Count,
            WithoutObjects = withoutObjects,
            SinglePixels = diameters.Count(d => d < SmallestOfTwoPixels),
            FirstSinglePixel = firstSingle,
            OneValueInPieces = oneValue,
            IgnoredPixels = ignored,
            Largest = largest,
            Smallest = (minWidth, minHeight),
            MedianDiameter = Median(diameters), // sorts them
            LargeDiameter = diameters[(int)((diameters.Count - 1) * 0.95)],
            MedianPixelWidthMicrons = pixelWidths.Count == 0 ? null : Median(pixelWidths),
        };
    }

    private static int Pieces(LabelImage labels) => ConnectedComponents.Label(labels, Connectivity.Eight).Pixels.Max();

    private static Dictionary<int, int> AreasByLabel(TrainingPair pair, ref long ignored)
    {
        var areas = new Dictionary<int, int>();
        foreach (var label in pair.Labels.Pixels)
        {
            if (label > 0)
            {
                areas[label] = areas.GetValueOrDefault(label) + 1;
            }
            else if (label < 0)
            {
                ignored++;
            }
        }

        return areas;
    }

    private static double Median(List<double> values)
    {
        values.Sort();
        var middle = values.Count / 2;
        return values.Count % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
    }
}
