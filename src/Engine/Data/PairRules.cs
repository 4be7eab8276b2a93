namespace FijiBridge.Engine.Data;

/// <summary>What every image/truth pair must fulfil, wherever it comes from.</summary>
internal static class PairRules
{
    /// <summary>Image and labels cover the same pixels.</summary>
    /// <exception cref="UserAdviceException">They differ in width or height.</exception>
    public static TrainingPair RequireSameSize(TrainingPair pair)
    {
        var (image, labels) = (pair.Image, pair.Labels);
        if (image.Width != labels.Width || image.Height != labels.Height)
        {
            throw new UserAdviceException(
                $"Image \"{pair.Name}\" is {image.Width} x {image.Height} pixels, its mask {labels.Width} x {labels.Height}; "
                + "export the mask again from the same image, without scaling or cropping.");
        }

        return pair;
    }

    /// <summary>The first three names and the number of the others: "a", "b", "c" and 4 more.</summary>
    public static string NameSome(IReadOnlyList<string> names) =>
        string.Join(", ", names.Take(3).Select(n => $"\"{n}\"")) + (names.Count > 3 ? $" and {names.Count - 3} more" : "");
}
