using FijiBridge.Engine.Evaluation;
using FijiBridge.Engine.Labels;

namespace FijiBridge.Bridge.Cli;

/// <summary>Object matching and foreground agreement of several images.</summary>
internal sealed class EvaluationScores
{
    private readonly List<ForegroundOverlap> _foreground = [];

    /// <summary>Matching of the objects.</summary>
    public DatasetMatching Objects { get; } = new();

    /// <summary>Foreground agreement, image by image.</summary>
    public IReadOnlyList<ForegroundOverlap> Foreground => _foreground;

    /// <summary>Foreground agreement of all pixels of all images.</summary>
    public ForegroundOverlap PooledForeground => _foreground.Aggregate((a, b) => a + b);

    /// <summary>Adds an image.</summary>
    /// <exception cref="Engine.UserAdviceException">Truth and prediction differ in size.</exception>
    public void Add(string name, LabelImage truth, LabelImage prediction)
    {
        Objects.Add(name, Matching.Compare(truth, prediction));
        _foreground.Add(ForegroundOverlap.Of(truth, prediction));
    }
}
