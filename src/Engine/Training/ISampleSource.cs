namespace FijiBridge.Engine.Training;

/// <summary>Gives the samples of one training step after the other.</summary>
public interface ISampleSource : IDisposable
{
    /// <summary>The samples of the next step; waits until they are ready.</summary>
    IReadOnlyList<TrainingSample> Next(CancellationToken ct);
}
