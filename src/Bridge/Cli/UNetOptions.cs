using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using FijiBridge.Engine;
using FijiBridge.Engine.UNet;

namespace FijiBridge.Bridge.Cli;

/// <summary>The options of <c>train</c> that are for U-Nets alone. Those that are not given take the engine's defaults.</summary>
internal sealed class UNetOptions
{
    private static readonly string[] s_losses = ["ce", "dice", "focal", "tversky", "mse", "mae"];

    public Option<string?> Predict { get; } = Choice("--predict", "U-Net: what is found: distance (objects, from the depth inside them), boundary (objects, from the zones between them) or semantic (classes of pixels) (distance).", "distance", "boundary", "semantic");

    public Option<string?> Norm { get; } = Choice("--norm", "U-Net: normalisation after each convolution: batch, group or none (batch).", "batch", "group", "none");

    public Option<double?> Dropout { get; } = NumberOption.Real("--dropout", v => v is >= 0 and < 1, "a number from 0 to below 1", "Dropout after each activation (0).");

    public Option<double?> BorderWidth { get; } = NumberOption.Positive("--border-width", "U-Net: width of the zone between objects, pixels of the network (2).", "PIXELS");

    public Option<double?> DistanceCap { get; } = NumberOption.Real("--distance-cap", v => v is 0 or >= 1, "0 or a number from 1", "U-Net: depth from which a pixel counts as deepest, pixels of the network; 0 for the deepest of each object (8).", "PIXELS");

    public Option<string?> Loss { get; } = new("--loss") { Description = $"U-Net: weights of the loss terms, as in ce=1,dice=0.5,mse=2; terms: {string.Join(", ", s_losses)} (ce=1,mse=1).", HelpName = "TERM=WEIGHT,..." };

    public Option<string?> ClassWeights { get; } = new("--class-weights") { Description = "U-Net: weight of each class in the loss, background first, as in 1,2,2 (all 1).", HelpName = "W,W,..." };

    public Option<double?> BorderWeight { get; } = NumberOption.Real("--border-weight", v => v >= 0, "a number from 0", "U-Net: height of the weight map between objects (10).");

    public Option<double?> BorderSigma { get; } = NumberOption.Positive("--border-sigma", "U-Net: width of the weight map between objects, pixels of the network (5).", "PIXELS");

    public Option<bool> InsideSeeds { get; } = new("--inside-seeds") { Description = "U-Net: objects grow from depth times probability of the inside, not of being apart from others; often better with --flips." };

    public IReadOnlyList<Option> All => [Predict, Norm, Dropout, BorderWidth, DistanceCap, InsideSeeds, Loss, ClassWeights, BorderWeight, BorderSigma];

    /// <summary>The loss that the options describe.</summary>
    /// <exception cref="UserAdviceException">A term or a number is not known.</exception>
    public UNetLossOptions ReadLoss(ParseResult parse)
    {
        var standard = new UNetLossOptions();
        var loss = standard with
        {
            BorderWeight = parse.GetValue(BorderWeight) ?? standard.BorderWeight,
            BorderSigma = parse.GetValue(BorderSigma) ?? standard.BorderSigma,
            ClassWeights = parse.GetValue(ClassWeights)?.Split(',').Select(w => Number("--class-weights", w)).ToArray(),
        };
        if (parse.GetValue(Loss) is not { } text)
        {
            return loss;
        }

        var weights = new Dictionary<string, double>();
        foreach (var part in text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var words = part.Split('=');
            if (words.Length > 2 || !s_losses.Contains(words[0]))
            {
                throw new UserAdviceException($"--loss takes terms such as ce=1,dice=0.5 with {string.Join(", ", s_losses)}, not '{part}'.");
            }

            weights[words[0]] = words.Length == 2 ? Number("--loss", words[1]) : 1;
        }

        double Weight(string name) => weights.GetValueOrDefault(name);
        var depth = weights.ContainsKey("mse") || weights.ContainsKey("mae"); // else the usual one stays
        return loss with
        {
            CrossEntropy = Weight("ce"),
            Dice = Weight("dice"),
            Focal = Weight("focal"),
            Tversky = Weight("tversky"),
            Mse = depth ? Weight("mse") : loss.Mse,
            Mae = Weight("mae"),
        };
    }

    private static double Number(string option, string word) =>
        double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value >= 0 && double.IsFinite(value)
            ? value
            : throw new UserAdviceException($"{option} takes numbers from 0, not '{word}'.");

    private static Option<string?> Choice(string name, string description, params string[] choices)
    {
        var option = new Option<string?>(name) { Description = description };
        option.AcceptOnlyFromAmong(choices);
        return option;
    }
}
