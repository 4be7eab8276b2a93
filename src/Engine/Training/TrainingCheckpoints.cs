using FijiBridge.Engine.Models;
using TorchSharp;

namespace FijiBridge.Engine.Training;

/// <summary>Writes and reads the checkpoint of a running training.</summary>
/// <param name="path">File of the checkpoint.</param>
/// <param name="network">Network.</param>
/// <param name="optimizer">Its optimiser.</param>
/// <param name="average">Averaged weights, or null.</param>
/// <param name="plateau">Follows the validation loss.</param>
internal sealed class TrainingCheckpoints(string path, torch.nn.Module network, WeightOptimizer optimizer, WeightAverage? average, ReduceOnPlateau plateau)
{
    /// <summary>Writes everything, replacing the old checkpoint as a whole.</summary>
    /// <param name="state">State of the trainer.</param>
    /// <param name="history">Rows of history.csv.</param>
    /// <returns>The state as it was written.</returns>
    public TrainingState Save(TrainingState state, IReadOnlyList<EpochRecord> history)
    {
        state = state with
        {
            OptimizerStep = optimizer.Step,
            BestLoss = double.IsFinite(plateau.Best) ? plateau.Best : null,
            PlateauWait = plateau.Wait,
            SinceBest = plateau.SinceBest,
            PlateauScale = plateau.Scale,
            History = [.. history],
        };
        var weights = ModuleWeights.Get(network).Select(t => t with { Name = $"net.{t.Name}" });
        Checkpoint.Write(path, state, [.. weights, .. optimizer.Save(), .. average?.Save() ?? []]);
        return state;
    }

    /// <summary>Puts everything back.</summary>
    /// <returns>The state of the trainer.</returns>
    /// <exception cref="UserAdviceException">The file is damaged.</exception>
    public TrainingState Restore(Checkpoint checkpoint)
    {
        ModuleWeights.Set(network, checkpoint.Part("net."), path);
        optimizer.Load(name => checkpoint.Tensor(name, path));
        average?.Load(name => checkpoint.Tensor(name, path));
        var state = checkpoint.State;
        optimizer.Step = state.OptimizerStep;
        plateau.Best = state.BestLoss ?? double.PositiveInfinity;
        plateau.Wait = state.PlateauWait;
        plateau.SinceBest = state.SinceBest;
        plateau.Scale = state.PlateauScale;
        return state;
    }
}
