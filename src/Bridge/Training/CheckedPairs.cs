using FijiBridge.Bridge.Cli;
using FijiBridge.Engine;
using FijiBridge.Engine.Data;
using FijiBridge.Engine.Images;

namespace FijiBridge.Bridge.Training;

/// <summary>
/// Image/truth pairs that are looked at before they are used: an image that is constant, too small for a patch or has
/// pixels that are not numbers is refused by name, before hours of training and not after.
/// </summary>
/// <param name="pairs">The pairs.</param>
/// <param name="smallestSide">Pixels that width and height need at least.</param>
internal sealed class CheckedPairs(ITrainingSet pairs, int smallestSide) : ITrainingSet
{
    private static readonly NormalizationOptions FiniteOnly = new() { Kind = NormalizationKind.None };

    /// <inheritdoc/>
    public int Count => pairs.Count;

    /// <inheritdoc/>
    public string NameOf(int index) => pairs.NameOf(index);

    /// <inheritdoc/>
    /// <exception cref="UserAdviceException">The image cannot be trained on.</exception>
    public TrainingPair Load(int index)
    {
        var pair = pairs.Load(index);
        if (Math.Min(pair.Image.Width, pair.Image.Height) < smallestSide)
        {
            throw new UserAdviceException(
                $"Image {pair.Name} is {pair.Image.Width} x {pair.Image.Height} pixels, smaller than the training patch of {smallestSide} x {smallestSide}; use a larger image or a smaller --patch.");
        }

        ImageCheck.Require(pair.Image);
        _ = Normalizer.Normalize(pair.Image, FiniteOnly);
        return pair;
    }
}
