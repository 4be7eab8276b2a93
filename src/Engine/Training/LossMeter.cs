using TorchSharp;
using static TorchSharp.torch;

namespace FijiBridge.Engine.Training;

/// <summary>Means of losses over many steps, added up on the device so that the program need not wait for each step.</summary>
internal sealed class LossMeter : IDisposable
{
    private readonly List<string> _names = [];
    private Tensor? _sums;
    private double _count;

    /// <summary>Adds the losses of one step, or with a weight of a part of one.</summary>
    public void Add(LossTerms terms, double weight = 1)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var values = stack([.. new[] { terms.Total }.Concat(terms.Terms.Select(t => t.Value)).Select(t => t.detach().to_type(ScalarType.Float32))]);
        Add(["loss", .. terms.Terms.Select(t => t.Name)], weight == 1 ? values : values * weight, weight);
    }

    /// <summary>Adds all that another meter has.</summary>
    public void Add(LossMeter other)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        if (other._sums is not null)
        {
            Add(other._names, other._sums, other._count);
        }
    }

    /// <summary>The means so far, "loss" first.</summary>
    public Dictionary<string, double> Means()
    {
        var sums = _sums is null ? [] : Runtime.TensorArrays.ToArray(_sums);
        return sums.Select((sum, i) => (Name: _names[i], Mean: sum / _count)).ToDictionary(m => m.Name, m => m.Mean, StringComparer.Ordinal);
    }

    /// <inheritdoc/>
    public void Dispose() => _sums?.Dispose();

    private void Add(IReadOnlyList<string> names, Tensor values, double count)
    {
        if (_sums is null)
        {
            _names.AddRange(names);
            _sums = values.clone().DetachFromDisposeScope();
        }
        else
        {
            _sums.add_(values);
        }

        _count += count;
    }
}
