using FijiBridge.Engine;
using FijiBridge.Engine.Data;
using FijiBridge.Engine.Models;
using FijiBridge.Engine.UNet;

namespace FijiBridge.Bridge.Training;

/// <summary>What the user should know about images and masks before a training on them.</summary>
internal static class TrainingSetNotes
{
    /// <summary>One sentence each: what there is, and what is often an oversight. Labels are checked for being one per object where the network tells objects apart.</summary>
    /// <param name="summary">What the pairs hold.</param>
    /// <param name="network">The network that is trained on them.</param>
    /// <param name="hasClassImages">True where the masks tell objects and other images their classes.</param>
    /// <exception cref="UserAdviceException">The masks name classes that are not asked for.</exception>
    public static List<string> Of(TrainingSetSummary summary, INetworkConfig network, bool hasClassImages)
    {
        List<string> notes = [PairsSentence(summary, network, hasClassImages)];
        var objects = hasClassImages || network is not UNetConfig { Output: UNetOutput.Semantic };
        if (summary.WithoutObjects.Count > 0)
        {
            notes.Add($"{summary.WithoutObjects.Count} masks have no object, first {summary.WithoutObjects[0]}; they are taken as background.");
        }

        if (objects && summary.SinglePixels > 0)
        {
            notes.Add($"{summary.SinglePixels} of the objects are single pixels, first in {summary.FirstSinglePixel}; remove them from the masks if they are slips of a drawing tool.");
        }

        if (objects && summary.OneValueInPieces.Count > 0)
        {
            notes.Add(
                $"{summary.OneValueInPieces.Count} masks have a single value for several separate pieces, first {summary.OneValueInPieces[0]}; if these are different objects, each needs a value of its own (in ImageJ: Analyze Particles... with Count Masks).");
        }

        if (summary.IgnoredPixels > 0)
        {
            notes.Add($"{summary.IgnoredPixels} pixels have negative labels and are ignored by the losses.");
        }

        return notes;
    }

    // Of masks that hold classes no object can be counted.
    private static string PairsSentence(TrainingSetSummary summary, INetworkConfig network, bool hasClassImages)
    {
        var pairs = $"{summary.Pairs} pairs of {summary.Channels} channel(s), ";
        if (hasClassImages || network is not UNetConfig { Output: UNetOutput.Semantic, NClasses: > 1 and var classes })
        {
            return pairs + FormattableString.Invariant($"{summary.Objects} objects of {summary.MedianDiameter:0.#} pixels across (median).");
        }

        return summary.Largest.Label > classes
            ? throw new UserAdviceException(
                $"The mask of {summary.Largest.Pair} has the value {summary.Largest.Label}, and {classes} classes are asked for: give masks whose values are the classes, name all classes, or give label images of objects and their class images with --classes.")
            : pairs + $"with the classes {string.Join(", ", Enumerable.Range(1, classes - 1))} and {classes}.";
    }
}
