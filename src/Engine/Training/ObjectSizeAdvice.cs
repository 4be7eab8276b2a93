namespace FijiBridge.Engine.Training;

/// <summary>Compares the objects of a training set with what a network sees at once; sizes in pixels of the training images.</summary>
public static class ObjectSizeAdvice
{
    /// <summary>What the user should know before the training, one sentence each; none where the sizes fit.</summary>
    /// <param name="medianDiameter">Median diameter of the objects.</param>
    /// <param name="largeDiameter">Diameter that one object of twenty exceeds.</param>
    /// <param name="reach">How far around a pixel the network sees (half of its receptive field).</param>
    /// <param name="patchSide">Height and width of a training patch.</param>
    public static IReadOnlyList<string> Of(double medianDiameter, double largeDiameter, int reach, int patchSide)
    {
        var advice = new List<string>();
        if (medianDiameter > reach)
        {
            advice.Add(FormattableString.Invariant(
                $"Half of the objects are more than {medianDiameter:0} pixels across, but the network sees only {reach} pixels around each pixel and cannot see them whole; use a larger grid, more depth, or smaller images."));
        }

        if (largeDiameter > patchSide)
        {
            advice.Add(FormattableString.Invariant(
                $"One object of twenty is more than {largeDiameter:0} pixels across and does not fit into a training patch of {patchSide} x {patchSide} pixels; use larger patches or smaller images."));
        }

        return advice;
    }
}
