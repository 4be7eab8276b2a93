using FijiBridge.Engine.Models;
using Newtonsoft.Json;

namespace FijiBridge.Engine.Training;

/// <summary>Everything of a training but the tensors.</summary>
internal sealed record TrainingState
{
    /// <summary>Task name.</summary>
    public string Task { get; init; } = "";

    /// <summary>Epochs done.</summary>
    public int Epoch { get; init; }

    /// <summary>Optimiser steps done.</summary>
    public long OptimizerStep { get; init; }

    /// <summary>Best validation loss; null before the first epoch (JSON has no infinity).</summary>
    public double? BestLoss { get; init; }

    /// <summary>Epoch of the best validation loss; 0 before there is one, or where it is that of the weights at the start.</summary>
    public int BestEpoch { get; init; }

    /// <summary>True where the weights at the start were a model's, which are kept until an epoch is better.</summary>
    public bool StartIsKept { get; init; }

    /// <summary>See <see cref="ReduceOnPlateau.Wait"/>.</summary>
    public int PlateauWait { get; init; }

    /// <summary>See <see cref="ReduceOnPlateau.SinceBest"/>.</summary>
    public int SinceBest { get; init; }

    /// <summary>Factor on the learning rate by plateaus.</summary>
    public double PlateauScale { get; init; } = 1;

    /// <summary>Factor on the learning rate by restored NaNs.</summary>
    public double RestoreScale { get; init; } = 1;

    /// <summary>How often losses were not finite, without many good epochs between.</summary>
    public int Restores { get; init; }

    /// <summary>Good epochs since losses were not finite last.</summary>
    public int SinceRestore { get; init; }

    /// <summary>Rows of history.csv.</summary>
    public IReadOnlyList<EpochRecord> History { get; init; } = [];

    /// <summary>Settings that a resumed training must share.</summary>
    public IReadOnlyDictionary<string, string> Fingerprint { get; init; } = new Dictionary<string, string>();
}

/// <summary>
/// A training as one file (safetensors): weights as "net.*", moments as "mean.*" and "square.*", averaged weights as
/// "ema.*", and the <see cref="TrainingState"/> as JSON in the header. One file, so that it is replaced as a whole.
/// </summary>
internal sealed class Checkpoint(TrainingState state, IReadOnlyDictionary<string, NamedTensor> tensors)
{
    private const string StateKey = "fijibridge_training";

    /// <summary>Everything but the tensors.</summary>
    public TrainingState State => state;

    /// <summary>The tensors whose names start with a prefix, without it.</summary>
    public IReadOnlyDictionary<string, NamedTensor> Part(string prefix) =>
        tensors.Values.Where(t => t.Name.StartsWith(prefix, StringComparison.Ordinal))
            .ToDictionary(t => t.Name[prefix.Length..], StringComparer.Ordinal);

    /// <summary>One tensor.</summary>
    public NamedTensor Tensor(string name, string path) =>
        tensors.GetValueOrDefault(name) ?? throw new UserAdviceException($"{path} lacks the tensor {name}; delete it to start the training anew.");

    /// <summary>Writes a checkpoint, replacing the old one as a whole.</summary>
    public static void Write(string path, TrainingState state, IReadOnlyList<NamedTensor> tensors) =>
        SafetensorsFile.Write(path, tensors, new Dictionary<string, string> { [StateKey] = JsonConvert.SerializeObject(state) });

    /// <summary>Reads a checkpoint.</summary>
    /// <exception cref="UserAdviceException">The file is damaged or no checkpoint.</exception>
    public static Checkpoint Read(string path)
    {
        var content = SafetensorsFile.Read(path);
        if (!content.Metadata.TryGetValue(StateKey, out var text))
        {
            throw new UserAdviceException($"{path} is not a training checkpoint; delete it to start the training anew.");
        }

        try
        {
            return new Checkpoint(JsonConvert.DeserializeObject<TrainingState>(text)!, content.Tensors);
        }
        catch (JsonException e)
        {
            throw new UserAdviceException($"{path} is damaged: its state is not readable. Delete it to start the training anew.", e);
        }
    }
}
