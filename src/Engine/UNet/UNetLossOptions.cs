namespace FijiBridge.Engine.UNet;

/// <summary>
/// The loss of a U-Net as a weighted sum of terms; a term of weight 0 is left out. The class terms compare class
/// probabilities with the classes, the depth terms the depth with its target.
/// </summary>
public sealed record UNetLossOptions
{
    /// <summary>Weight of the cross-entropy (binary for one class, else categorical), with the weight map.</summary>
    public double CrossEntropy { get; init; } = 1;

    /// <summary>Weight of the Dice loss, 1 - Dice, mean over the classes beside the background.</summary>
    public double Dice { get; init; }

    /// <summary>Weight of the focal loss (Lin et al., ICCV 2017), with the weight map.</summary>
    public double Focal { get; init; }

    /// <summary>Exponent of the focal loss.</summary>
    public double FocalGamma { get; init; } = 2;

    /// <summary>Weight of the Tversky loss (Salehi et al., MLMI 2017).</summary>
    public double Tversky { get; init; }

    /// <summary>Cost of a false positive in the Tversky loss.</summary>
    public double TverskyAlpha { get; init; } = 0.3;

    /// <summary>Cost of a false negative in the Tversky loss.</summary>
    public double TverskyBeta { get; init; } = 0.7;

    /// <summary>Weight of the mean squared error of the depth.</summary>
    public double Mse { get; init; } = 1;

    /// <summary>Weight of the mean absolute error of the depth.</summary>
    public double Mae { get; init; }

    /// <summary>Weight of each class (background first) in the weight map; 1 for all when null.</summary>
    public double[]? ClassWeights { get; init; }

    /// <summary>Height w0 of the weight map between objects; 0 for none.</summary>
    public double BorderWeight { get; init; } = 10;

    /// <summary>Width sigma of the weight map between objects, pixels of the network.</summary>
    public double BorderSigma { get; init; } = 5;

    /// <summary>Checks the values against a network.</summary>
    /// <exception cref="UserAdviceException">A value is out of range, or no term is left; the message names it.</exception>
    public void Check(UNetConfig config)
    {
        foreach (var (name, weight) in new[] { ("cross-entropy", CrossEntropy), ("Dice", Dice), ("focal", Focal), ("Tversky", Tversky), ("MSE", Mse), ("MAE", Mae) })
        {
            Require(weight is >= 0 and <= 1e6, $"weight of the {name} loss", weight, "use 0 (off) or a positive number");
        }

        Require(CrossEntropy + Dice + Focal + Tversky > 0, "sum of the class losses' weights", 0, "give at least one of cross-entropy, Dice, focal and Tversky a weight above 0");
        Require(config.Output != UNetOutput.Distance || Mse + Mae > 0, "sum of the depth losses' weights", 0, "give MSE or MAE a weight above 0");
        Require(FocalGamma is >= 0 and <= 10, "exponent of the focal loss", FocalGamma, "use 0 to 10, usually 2");
        Require(TverskyAlpha >= 0 && TverskyBeta >= 0 && TverskyAlpha + TverskyBeta > 0, "pair of Tversky costs", $"{TverskyAlpha}, {TverskyBeta}", "use two numbers from 0, not both 0");
        Require(BorderWeight is >= 0 and <= 1e6, "border weight", BorderWeight, "use 0 (off) or a positive number, usually 10");
        Require(BorderSigma is > 0 and <= 100, "border sigma", BorderSigma, "use a positive number of pixels, usually 5");
        var classes = config.ClassChannels == 1 ? 2 : config.ClassChannels;
        Require(
            ClassWeights is null || (ClassWeights.Length == classes && ClassWeights.All(w => w >= 0) && ClassWeights.Any(w => w > 0)),
            "list of class weights", ClassWeights is null ? "" : string.Join(", ", ClassWeights), $"this network needs {classes} numbers from 0, background first");
    }

    private static void Require(bool condition, string name, object value, string remedy)
    {
        if (!condition)
        {
            throw new UserAdviceException(FormattableString.Invariant($"The {name} is {value}: {remedy}."));
        }
    }
}
