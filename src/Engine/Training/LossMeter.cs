using TorchSharp;
using static TorchSharp.torch;

namespace FijiBridge.Engine.Training;

/// <summary>Means of losses over many steps, added up on the device so that the program need not wait for each step.</summary>
internal sealed class LossMeter : IDisposable
{
    private readonly List<string> _names = [];
    private Tensor? _sums;
    private int _count;

    /// <summary>Adds the losses of one step.</summary>
    public void Add(LossTerms terms)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        if (_names.Count == 0)
        {
            _names.Add("loss");
            _names.AddRange(terms.Terms.Select(t => t.Name));
        }

        var values = stack([.. new[] { terms.Total }.Concat(terms.Terms.Select(t => t.Value)).Select(t => t.detach().to_type(ScalarType.Float32))]);
        if (_sums is null)
        {
            _sums = values.clone().DetachFromDisposeScope();
        }
        else
        {
            _sums.add_(values);
        }

        _count++;
    }

    /// <summary>The means so far, "loss" first.</summary>
    public Dictionary<string, double> Means()
    {
        var sums = _sums is null ? [] : Runtime.TensorArrays.ToArray(_sums);
        return sums.Select((sum, i) => (Name: _names[i], Mean: sum / (double)_count)).ToDictionary(m => m.Name, m => m.Mean, StringComparer.Ordinal);
    }

    /// <inheritdoc/>
    public void Dispose() => _sums?.Dispose();
}
