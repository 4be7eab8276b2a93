using System.Globalization;
using FijiBridge.Engine.StarDist;
using FijiBridge.Engine.UNet;

namespace FijiBridge.Engine.Models;

/// <summary>What the model card says of a model's limits, from what is known of its training.</summary>
internal static class ModelLimits
{
    private const int FewImages = 20;

    /// <summary>The sentences.</summary>
    public static IEnumerable<string> Of(ModelInfo info, INetworkConfig config)
    {
        if (config is StarDistConfig)
        {
            yield return "Objects are found as star-convex polygons: long, branched or hollow objects are cut short or filled.";
        }
        else if (config is UNetConfig { Output: UNetOutput.Semantic })
        {
            yield return "Pixels are classified; objects of one class that touch are one region.";
        }

        if (info.MedianDiameter is { } diameter)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"Trained on objects of {diameter:0.#} pixels across (median); objects much smaller or larger need another scale or another model.");
        }

        if (info.PixelWidthMicrons is null)
        {
            yield return "The training images had no pixel size, so images are not rescaled to it: mind the magnification.";
        }

        if (info.Training is { } training)
        {
            if (training.TrainingImages + training.ValidationImages.Count < FewImages)
            {
                yield return $"Trained on few images ({training.TrainingImages} and {training.ValidationImages.Count} for validation): expect errors on images of another microscope, stain or day.";
            }

            yield return info.Metrics.Any(m => m.Set != "validation")
                ? "Thresholds were tuned on the validation images; the figures of other sets are the ones to go by."
                : "The figures are of the validation images, on which thresholds were tuned and the epoch was chosen; on new images expect a little less. Nothing else was measured.";
        }
        else
        {
            yield return "Nothing is known of its training here; look at its author's description.";
        }
    }
}
