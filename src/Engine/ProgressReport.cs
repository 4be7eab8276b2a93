namespace FijiBridge.Engine;

/// <summary>How far a job is.</summary>
/// <param name="Stage">What is being done, in a word or two ("network", "objects").</param>
/// <param name="Current">Parts done.</param>
/// <param name="Maximum">Parts in all; 0 where unknown.</param>
public readonly record struct ProgressReport(string Stage, long Current, long Maximum);
