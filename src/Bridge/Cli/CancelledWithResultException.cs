namespace FijiBridge.Bridge.Cli;

/// <summary>A cancelled command that kept something worth naming, such as a checkpoint or the files finished so far.</summary>
/// <param name="kept">One sentence: what was kept and how to go on.</param>
/// <param name="cause">The cancellation underneath.</param>
internal sealed class CancelledWithResultException(string kept, Exception? cause = null) : OperationCanceledException(kept, cause);
