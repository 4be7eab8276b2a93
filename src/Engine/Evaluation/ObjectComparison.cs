namespace FijiBridge.Engine.Evaluation;

/// <summary>What became of an object.</summary>
public enum ObjectFate
{
    /// <summary>A true object and a predicted one match.</summary>
    TruePositive = 1,

    /// <summary>A predicted object has no partner.</summary>
    FalsePositive = 2,

    /// <summary>A true object has no partner.</summary>
    FalseNegative = 3,
}

/// <summary>
/// A true object and its predicted partner, or one of them without a partner; then the numbers of the other are NaN and its
/// label is 0.
/// </summary>
/// <param name="Fate">What became of it.</param>
/// <param name="TrueLabel">Label in the truth.</param>
/// <param name="PredictedLabel">Label in the prediction.</param>
/// <param name="Iou">Intersection over union of the two; NaN without a partner.</param>
/// <param name="TrueArea">Area of the true object, calibrated.</param>
/// <param name="PredictedArea">Area of the predicted object without ignored pixels, calibrated.</param>
/// <param name="TrueIntensity">Mean grey value in the true object; NaN without an image.</param>
/// <param name="PredictedIntensity">Mean grey value in the predicted object; NaN without an image.</param>
/// <param name="Surface">Distances of their outlines; null without a partner.</param>
public readonly record struct ObjectComparison(
    ObjectFate Fate,
    int TrueLabel,
    int PredictedLabel,
    double Iou,
    double TrueArea,
    double PredictedArea,
    double TrueIntensity,
    double PredictedIntensity,
    SurfaceDistances? Surface)
{
    /// <summary>Diameter of the disc of the true object's area.</summary>
    public double TrueDiameter => Diameter(TrueArea);

    /// <summary>Diameter of the disc of the predicted object's area.</summary>
    public double PredictedDiameter => Diameter(PredictedArea);

    private static double Diameter(double area) => Math.Sqrt(4 * area / Math.PI);
}
