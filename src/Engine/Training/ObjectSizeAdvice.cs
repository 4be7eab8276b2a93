namespace FijiBridge.Engine.Training;

/// <summary>Compares the objects of a training set with what a network sees at once; sizes in pixels of the training images.</summary>
public static class ObjectSizeAdvice
{
    private const double TooUnlike = 1.5;

    /// <summary>What the user should know before the training, one sentence each; none where the sizes fit.</summary>
    /// <param name="medianDiameter">Median diameter of the objects.</param>
    /// <param name="largeDiameter">Diameter that one object of twenty exceeds.</param>
    /// <param name="reach">How far around a pixel the network sees (half of its receptive field).</param>
    /// <param name="patchSide">Height and width of a training patch.</param>
    /// <param name="hasGrid">True for networks whose output can be coarser than their input.</param>
    public static IReadOnlyList<string> Of(double medianDiameter, double largeDiameter, int reach, int patchSide, bool hasGrid)
    {
        var advice = new List<string>();
        if (medianDiameter > reach)
        {
            advice.Add(FormattableString.Invariant(
                $"Half of the objects are more than {medianDiameter:0} pixels across, but the network sees only {reach} pixels around each pixel and cannot see them whole; use {(hasGrid ? "a larger grid, " : "")}more depth or a smaller scale."));
        }

        if (largeDiameter > patchSide)
        {
            advice.Add(FormattableString.Invariant(
                $"One object of twenty is more than {largeDiameter:0} pixels across and does not fit into a training patch of {patchSide} x {patchSide} pixels; use larger patches or a smaller scale."));
        }

        return advice;
    }

    /// <summary>
    /// What the user should know where a model is trained further on objects of another size than those that it learned, one sentence; none
    /// where they are within a factor of 1.5 as the network sees them.
    /// </summary>
    /// <param name="medianDiameter">Median diameter of the objects, pixels of the training images.</param>
    /// <param name="knownDiameter">That of the model, pixels of its own training images.</param>
    /// <param name="model">Name of the model.</param>
    /// <param name="modelScale">Scale at which the model saw its images.</param>
    /// <param name="scale">Scale at which the training shows it the images.</param>
    public static IReadOnlyList<string> OfStart(double medianDiameter, double knownDiameter, string model, double modelScale, double scale)
    {
        var (seen, known) = (medianDiameter * scale, knownDiameter * modelScale);
        return seen <= 0 || known <= 0 || Math.Max(seen / known, known / seen) <= TooUnlike
            ? []
            : [FormattableString.Invariant(
                $"The objects are {seen:0} pixels across (median) as the network sees them, and those that {model} learned were {known:0}; a scale of {known / medianDiameter:0.##} shows them at the size that it knows, which usually trains faster and better.")];
    }
}
