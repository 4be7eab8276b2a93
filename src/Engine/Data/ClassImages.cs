using FijiBridge.Engine.Labels;

namespace FijiBridge.Engine.Data;

/// <summary>
/// The classes of objects, read from class images: the class of an object is the value above 0 that most of its pixels have
/// in the class image; objects without such a pixel are of unknown class. Safe to use from several threads.
/// </summary>
/// <param name="pairs">Images with their objects.</param>
/// <param name="classes">Class images of the same names.</param>
public sealed class ClassImages(ITrainingSet pairs, ILabelImages classes)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Dictionary<int, int>> _known = [];
    private readonly Dictionary<string, int> _indices = Indices(pairs, classes);

    /// <summary>The class of an object, or null where it is not known. Reads the images of a pair when it is first asked for.</summary>
    /// <exception cref="UserAdviceException">Objects and class image differ in size.</exception>
    public int? ClassOf(string pairName, int label)
    {
        lock (_gate)
        {
            if (!_known.TryGetValue(pairName, out var objects))
            {
                _known[pairName] = objects = _indices.TryGetValue(pairName, out var at) ? Majority(pairs.Load(at), classes.Load(pairName)) : [];
            }

            return objects.TryGetValue(label, out var value) ? value : null;
        }
    }

    /// <summary>The largest class of all objects; reads every pair.</summary>
    /// <param name="ct">Stops between two pairs.</param>
    public int LargestClass(CancellationToken ct)
    {
        foreach (var name in _indices.Keys)
        {
            ct.ThrowIfCancellationRequested();
            _ = ClassOf(name, 0);
        }

        return _known.Values.SelectMany(objects => objects.Values).DefaultIfEmpty(0).Max();
    }

    private static Dictionary<string, int> Indices(ITrainingSet pairs, ILabelImages classes) =>
        Enumerable.Range(0, pairs.Count).ToDictionary(pairs.NameOf, i => classes.Contains(pairs.NameOf(i))
            ? i
            : throw new UserAdviceException($"Image \"{pairs.NameOf(i)}\" has no class image of the same name; add it, or move the image away."));

    private static Dictionary<int, int> Majority(TrainingPair objects, LabelImage values)
    {
        var labels = objects.Labels;
        if (labels.Width != values.Width || labels.Height != values.Height)
        {
            throw new UserAdviceException(
                $"The class image of \"{objects.Name}\" is {values.Width} x {values.Height} pixels, its mask {labels.Width} x {labels.Height}; export it again without scaling or cropping.");
        }

        var counts = new Dictionary<(int Label, int Class), int>();
        for (var i = 0; i < labels.Pixels.Length; i++)
        {
            if (labels.Pixels[i] > 0 && values.Pixels[i] > 0)
            {
                var key = (labels.Pixels[i], values.Pixels[i]);
                counts[key] = counts.GetValueOrDefault(key) + 1;
            }
        }

        return counts.GroupBy(c => c.Key.Label).ToDictionary(g => g.Key, g => g.OrderByDescending(c => c.Value).ThenBy(c => c.Key.Class).First().Key.Class);
    }
}
