using FijiBridge.Engine.Labels;

namespace FijiBridge.Engine.Evaluation;

/// <summary>
/// Agreement of two class images, pixel by pixel: 0 is background, 1 and above are classes, negative truth does not count. Counts of
/// several images are added up. Figures of a class that is in neither image are undefined, and no part of means.
/// </summary>
public sealed class ClassOverlap
{
    private const int MostClasses = 1000;

    private long[,] _counts = new long[1, 1]; // [true class, predicted class]

    /// <summary>Largest class that was seen.</summary>
    public int Classes => _counts.GetLength(0) - 1;

    /// <summary>Pixels that counted.</summary>
    public long Pixels => Sum((_, _) => true);

    /// <summary>Part of the pixels that have the right class, background too; null without pixels.</summary>
    public double? Accuracy => Rate(Sum((t, p) => t == p), Pixels);

    /// <summary>Mean of <see cref="Jaccard"/> over the classes beside the background; null where none is defined.</summary>
    public double? MeanJaccard => Mean(Jaccard);

    /// <summary>Mean of <see cref="Dice"/> over the classes beside the background; null where none is defined.</summary>
    public double? MeanDice => Mean(Dice);

    /// <summary>Counts the pixels of two class images.</summary>
    /// <param name="truth">True classes (n).</param>
    /// <param name="prediction">Predicted classes (n), from 0.</param>
    public static ClassOverlap Of(ReadOnlySpan<int> truth, ReadOnlySpan<int> prediction)
    {
        if (truth.Length != prediction.Length)
        {
            throw new ArgumentException($"The truth has {truth.Length} pixels and the prediction {prediction.Length}.", nameof(prediction));
        }

        var overlap = new ClassOverlap();
        for (var i = 0; i < truth.Length; i++)
        {
            overlap.Add(truth[i], prediction[i]);
        }

        return overlap;
    }

    /// <summary>Counts the pixels of two class images of one size.</summary>
    /// <param name="name">Name of the image, for messages.</param>
    /// <param name="truth">True classes.</param>
    /// <param name="prediction">Predicted classes; below 0 is background.</param>
    /// <exception cref="UserAdviceException">The sizes differ, or the values look like numbers of objects.</exception>
    public static ClassOverlap Of(string name, LabelImage truth, LabelImage prediction)
    {
        if (truth.Width != prediction.Width || truth.Height != prediction.Height)
        {
            throw new UserAdviceException($"{name}: the truth is {truth.Width} x {truth.Height} pixels and the prediction {prediction.Width} x {prediction.Height}; compare class images of one image.");
        }

        var largest = Math.Max(truth.Pixels.Max(), prediction.Pixels.Max());
        return largest > MostClasses
            ? throw new UserAdviceException($"{name} has the class {largest}, which looks like the number of an object; give class images (0 background, 1, 2, ... classes), or compare objects.")
            : Of(truth.Pixels, Array.ConvertAll(prediction.Pixels, p => Math.Max(0, p)));
    }

    /// <summary>Counts pixels of one true and one predicted class; nothing where the truth is negative.</summary>
    public void Add(int truth, int prediction, long pixels = 1)
    {
        if (truth < 0 || pixels == 0)
        {
            return;
        }

        if (Math.Max(truth, prediction) > Classes)
        {
            var larger = new long[Math.Max(truth, prediction) + 1, Math.Max(truth, prediction) + 1];
            for (var t = 0; t <= Classes; t++)
            {
                for (var p = 0; p <= Classes; p++)
                {
                    larger[t, p] = _counts[t, p];
                }
            }

            _counts = larger;
        }

        _counts[truth, prediction] += pixels;
    }

    /// <summary>Adds the counts of other images.</summary>
    public void Add(ClassOverlap other)
    {
        for (var t = 0; t <= other.Classes; t++)
        {
            for (var p = 0; p <= other.Classes; p++)
            {
                Add(t, p, other._counts[t, p]);
            }
        }
    }

    /// <summary>The figures with what they mean: of all classes together first, then of each.</summary>
    public IReadOnlyList<EvaluationMetric> Metrics()
    {
        const string Nowhere = "it is in neither truth nor prediction";
        const string NoClass = "no class is in truth or prediction";
        static EvaluationMetric One(string key, string name, double? value, string why, string meaning, string misleads) => new("Classes", key, name, value, "", value is null ? why : "", meaning, misleads);
        return
        [
            One("accuracy", "Right pixels", Accuracy, "no pixel is known", "part of all pixels that have the right class, background too", "high where background is large, whatever the classes"),
            One("mean_iou", "Mean IoU of the classes", MeanJaccard, NoClass, "mean over the classes beside the background, pixels pooled", "rare classes count as much as large ones"),
            One("mean_dice", "Mean Dice of the classes", MeanDice, NoClass, "mean over the classes beside the background, pixels pooled", "as the mean IoU; always higher than it, so never compare the one with the other"),
            .. Enumerable.Range(1, Classes).SelectMany(c => new[]
            {
                One($"iou_{c}", $"IoU of class {c}", Jaccard(c), Nowhere, "|A and B| / |A or B| of the pixels of this class", "of a rare class few pixels decide"),
                One($"dice_{c}", $"Dice of class {c}", Dice(c), Nowhere, "2 |A and B| / (|A| + |B|) of the pixels of this class", "as its IoU; always higher than it"),
            }),
        ];
    }

    /// <summary>Pixels of a class in the truth.</summary>
    public long TruePixels(int number) => Sum((t, _) => t == number);

    /// <summary>2 |A and B| / (|A| + |B|) of the pixels of a class; null where neither image has it.</summary>
    public double? Dice(int number) => Rate(2 * Both(number), TruePixels(number) + Sum((_, p) => p == number));

    /// <summary>|A and B| / |A or B| (IoU) of the pixels of a class; null where neither image has it.</summary>
    public double? Jaccard(int number) => Rate(Both(number), Sum((t, p) => t == number || p == number));

    private long Both(int number) => Sum((t, p) => t == number && p == number);

    private double? Mean(Func<int, double?> figure) => Enumerable.Range(1, Classes).Select(figure).Average();

    private static double? Rate(long part, long whole) => whole > 0 ? part / (double)whole : null;

    private long Sum(Func<int, int, bool> of)
    {
        long sum = 0;
        for (var t = 0; t <= Classes; t++)
        {
            for (var p = 0; p <= Classes; p++)
            {
                sum += of(t, p) ? _counts[t, p] : 0;
            }
        }

        return sum;
    }
}
