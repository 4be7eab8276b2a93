using System.Collections.Concurrent;
using FijiBridge.Bridge.ImageJ;
using FijiBridge.Engine.Images;
using FijiBridge.Engine.Labels;

namespace FijiBridge.Bridge.Cli;

/// <summary>
/// Reads one series of files that hold several, for the commands that take one image of each file; where nobody chose, the first, and that is said.
/// Files that hold one image give this one, so that an exported mask goes with its series of a larger file.
/// </summary>
/// <param name="reader">Reads the files.</param>
/// <param name="series">Series from 1, or null.</param>
/// <param name="done">What is done to the image, for the sentence: "measured".</param>
/// <param name="say">Says a sentence.</param>
internal sealed class OneSeriesReader(ISeriesReader reader, int? series, string done, Action<string> say) : ISeriesReader, IDisposable
{
    private const string Way = "--series N takes another";

    private readonly ConcurrentDictionary<string, int> _seriesIn = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _told = new(StringComparer.Ordinal);
    private readonly RepeatedNotes _notes = new(say);

    /// <inheritdoc/>
    public Image2D ReadImage(string path)
    {
        var image = ReadImage(path, default);
        if (image.Metadata is { } info && (info.Slices > 1 || info.Frames > 1) && _told.TryAdd("planes of " + path, true))
        {
            _notes.Add($"only the first plane of a stack is {done}", SeriesChoice.FirstPlaneAlone(Path.GetFileName(path), info, done));
        }

        return image;
    }

    /// <inheritdoc/>
    public Image2D ReadImage(string path, PlanePosition position)
    {
        var image = reader.ReadImage(path, position with { Series = Chosen(path) });
        Tell(path, image.Metadata?.SeriesInFile ?? 1);
        return image;
    }

    /// <inheritdoc/>
    public LabelImage ReadLabels(string path) => ReadLabels(path, default);

    /// <inheritdoc/>
    public LabelImage ReadLabels(string path, PlanePosition position)
    {
        var labels = reader.ReadLabels(path, position with { Series = Chosen(path) });
        Tell(path, SeriesIn(path));
        return labels;
    }

    /// <summary>What a file holds, as if it held the chosen series alone.</summary>
    public ImageFileInfo ReadInfo(string path, bool originalMetadata = false)
    {
        var info = reader.ReadInfo(path, originalMetadata);
        _ = _seriesIn.TryAdd(path, info.Series.Count);
        Tell(path, info.Series.Count);
        return info with { Series = [info.Series[Chosen(path)]] };
    }

    /// <summary>Says how many sentences were only counted.</summary>
    public void Dispose() => _notes.Finish(); // the reader itself belongs to whoever gave it

    private int SeriesIn(string path) => _seriesIn.GetOrAdd(path, p => reader.ReadInfo(p).Series.Count);

    private int Chosen(string path) => series is not { } chosen || SeriesIn(path) == 1 ? 0
        : chosen <= SeriesIn(path) ? chosen - 1
        : throw ImageFile.NoSuchSeries(path, chosen - 1, SeriesIn(path));

    private void Tell(string path, int count)
    {
        if (series is null && count > 1 && _told.TryAdd(path, true))
        {
            _notes.Add($"only the first series of a file is {done}, {Way}", SeriesChoice.FirstAlone(Path.GetFileName(path), count, done, Way));
        }
    }
}
