using FijiBridge.Engine.Data;
using FijiBridge.Engine.Labels;

namespace FijiBridge.Engine.Training;

/// <summary>
/// Gives the class of an object from the name of its training pair and its label: 1..nClasses, or null where it is not
/// known (the class loss then skips the object).
/// </summary>
public delegate int? ClassOfObject(string pairName, int label);

/// <summary>Class of every pixel of a patch from the classes of its objects.</summary>
internal static class ObjectClasses
{
    /// <summary>0 in background, 1..nClasses in objects, -1 where the label is negative or its class is not known.</summary>
    /// <param name="patch">Patch.</param>
    /// <param name="classOf">Class of an object.</param>
    /// <param name="classes">Number of classes beside the background.</param>
    /// <param name="gridY">Row step of the map.</param>
    /// <param name="gridX">Column step of the map.</param>
    /// <returns>(ceil(Height / gridY), ceil(Width / gridX)).</returns>
    /// <exception cref="UserAdviceException">A class is not between 1 and <paramref name="classes"/>.</exception>
    public static float[] Map(Patch patch, ClassOfObject classOf, int classes, int gridY = 1, int gridX = 1) => Map(patch.Name, patch.Labels, classOf, classes, gridY, gridX);

    /// <summary>The same for labels of a pair of the name that <paramref name="classOf"/> knows.</summary>
    public static float[] Map(string name, LabelImage labels, ClassOfObject classOf, int classes, int gridY = 1, int gridX = 1)
    {
        int h = (labels.Height + gridY - 1) / gridY, w = (labels.Width + gridX - 1) / gridX;
        var map = new float[h * w];
        var known = new Dictionary<int, int> { [0] = 0 };
        for (var y = 0; y < h; y++)
        {
            for (var x = 0; x < w; x++)
            {
                var label = labels[y * gridY, x * gridX];
                if (!known.TryGetValue(label, out var value))
                {
                    value = label < 0 ? LabelImage.Ignore : classOf(name, label) ?? LabelImage.Ignore;
                    if (value > classes || value == 0 || value < LabelImage.Ignore)
                    {
                        throw new UserAdviceException($"Object {label} of {name} has class {value}; the network knows classes 1 to {classes}.");
                    }

                    known[label] = value;
                }

                map[(y * w) + x] = value;
            }
        }

        return map;
    }
}
