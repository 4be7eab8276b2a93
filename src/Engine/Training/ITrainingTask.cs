using FijiBridge.Engine.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace FijiBridge.Engine.Training;

/// <summary>One array of a training sample, without batch axis.</summary>
/// <param name="Values">Values in C order.</param>
/// <param name="Shape">Extents.</param>
public sealed record SampleArray(float[] Values, long[] Shape);

/// <summary>What a task needs of one patch: the same arrays, in the same order and shapes, for every sample.</summary>
/// <param name="Arrays">The arrays; the trainer stacks each over the batch.</param>
public sealed record TrainingSample(params SampleArray[] Arrays);

/// <summary>The losses of one batch.</summary>
/// <param name="Total">Scalar that is minimised.</param>
/// <param name="Terms">Scalars to show, by name; not part of the sum.</param>
public sealed record LossTerms(Tensor Total, IReadOnlyList<(string Name, Tensor Value)> Terms);

/// <summary>
/// What the one <see cref="Trainer"/> needs to know of a task (StarDist, U-Net, ...): how a patch becomes arrays, and
/// what the losses of a batch are.
/// </summary>
public interface ITrainingTask
{
    /// <summary>Name of the task for messages and checkpoints, for example "stardist".</summary>
    string Name { get; }

    /// <summary>The network that is trained.</summary>
    nn.Module Network { get; }

    /// <summary>
    /// Settings that a resumed training must share with the one it continues, by name; differences are refused.
    /// </summary>
    IReadOnlyDictionary<string, string> Fingerprint { get; }

    /// <summary>Makes the arrays of one patch. Called on loader threads.</summary>
    TrainingSample Prepare(Patch patch);

    /// <summary>
    /// Runs the network on a batch, whose tensors are the arrays of <see cref="Prepare"/> with a batch axis in front, on
    /// the training device. Called on the torch thread inside a dispose scope.
    /// </summary>
    LossTerms ComputeLosses(Tensor[] batch);
}
