namespace FijiBridge.Engine.Evaluation;

/// <summary>One number of an evaluation with all that is needed to read it.</summary>
/// <param name="Group">What it is about: Objects, Pixels, Outlines, Numbers, Size, Intensity, Classes.</param>
/// <param name="Key">Name in files: lower case, no blanks.</param>
/// <param name="Name">Name for people.</param>
/// <param name="Value">The number; null where it does not exist.</param>
/// <param name="Unit">Its unit, or "".</param>
/// <param name="Why">Why it does not exist, or "".</param>
/// <param name="Meaning">What it is, in a few words.</param>
/// <param name="Misleads">When it misleads, in one sentence.</param>
public sealed record EvaluationMetric(string Group, string Key, string Name, double? Value, string Unit, string Why, string Meaning, string Misleads);
