using FijiBridge.Engine.Images;
using FijiBridge.Engine.Labels;

namespace FijiBridge.Engine.Data;

/// <summary>An image and its truth, of the same size.</summary>
/// <param name="Name">Name for messages and tables.</param>
/// <param name="Image">The image, raw values.</param>
/// <param name="Labels">The truth; negative labels are ignored by the losses.</param>
public sealed record TrainingPair(string Name, Image2D Image, LabelImage Labels);

/// <summary>
/// Image/truth pairs that are loaded one at a time, so that a set may be larger than memory. Load is called from several
/// threads.
/// </summary>
public interface ITrainingSet
{
    /// <summary>Number of pairs.</summary>
    int Count { get; }

    /// <summary>Name of a pair, without loading it.</summary>
    string NameOf(int index);

    /// <summary>Loads a pair.</summary>
    TrainingPair Load(int index);
}
