namespace FijiBridge.Engine.Training;

/// <summary>What a training came to.</summary>
/// <param name="EpochsDone">Epochs done.</param>
/// <param name="BestEpoch">Epoch of the weights that are kept; 0 for those of the model that the training started from.</param>
/// <param name="BestLoss">Their validation loss.</param>
/// <param name="Device">Device of the last run, for example "cuda:0".</param>
/// <param name="StoppedEarly">True where it ended before all epochs, by the user or for lack of progress.</param>
/// <param name="History">One row per epoch.</param>
public sealed record TrainingResult(int EpochsDone, int BestEpoch, double BestLoss, string Device, bool StoppedEarly, IReadOnlyList<EpochRecord> History);
