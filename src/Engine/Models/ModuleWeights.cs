using FijiBridge.Engine.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace FijiBridge.Engine.Models;

/// <summary>Copies weights between a module and named arrays, checking every name, shape and value.</summary>
public static class ModuleWeights
{
    /// <summary>The float entries of a module's state dict (parameters and running statistics), copied to memory.</summary>
    public static IReadOnlyList<NamedTensor> Get(nn.Module module)
    {
        using var scope = NewDisposeScope();
        return [.. Floats(module).Select(entry => new NamedTensor(entry.Key, entry.Value.shape, TensorArrays.ToArray(entry.Value)))];
    }

    /// <summary>Writes arrays into a module.</summary>
    /// <param name="module">Module on any device.</param>
    /// <param name="tensors">Exactly the entries of the module's state dict.</param>
    /// <param name="source">Where the arrays are from, for messages.</param>
    /// <exception cref="UserAdviceException">A tensor is missing, superfluous, of another shape or not finite; the message names it.</exception>
    public static void Set(nn.Module module, IReadOnlyDictionary<string, NamedTensor> tensors, string source)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var targets = Floats(module);
        Check(targets.ToDictionary(t => t.Key, t => t.Value.shape), tensors, source);
        foreach (var (name, target) in targets)
        {
            using var values = tensor(tensors[name].Values, target.shape);
            target.copy_(values);
        }
    }

    /// <summary>Checks arrays against the tensors of a network, without libtorch.</summary>
    /// <param name="shapes">Name and shape of each tensor.</param>
    /// <param name="tensors">The arrays.</param>
    /// <param name="source">Where the arrays are from, for messages.</param>
    /// <exception cref="UserAdviceException">A tensor is missing, superfluous, of another shape or not finite; the message names it.</exception>
    public static void Check(IReadOnlyDictionary<string, long[]> shapes, IReadOnlyDictionary<string, NamedTensor> tensors, string source)
    {
        foreach (var (name, shape) in shapes)
        {
            if (!tensors.TryGetValue(name, out var tensor))
            {
                throw new UserAdviceException($"{source} lacks the tensor {name}; config.json and weights are not of the same model.");
            }

            if (!shape.SequenceEqual(tensor.Shape))
            {
                throw new UserAdviceException(
                    $"{source}: tensor {name} has shape ({string.Join(", ", tensor.Shape)}), config.json asks for ({string.Join(", ", shape)}); they are not of the same model.");
            }

            var bad = Array.FindIndex(tensor.Values, v => !float.IsFinite(v));
            if (bad >= 0)
            {
                throw new UserAdviceException($"{source}: tensor {name} holds {tensor.Values[bad]} at index {bad}; the weights are damaged, take another copy of the model.");
            }
        }

        if (tensors.Keys.FirstOrDefault(k => !shapes.ContainsKey(k)) is { } extra)
        {
            throw new UserAdviceException($"{source} holds the tensor {extra}, for which config.json has no layer; they are not of the same model.");
        }
    }

    // num_batches_tracked, the one integer of batch normalisation, plays no part with a fixed momentum.
    internal static SortedDictionary<string, Tensor> Floats(nn.Module module)
    {
        var floats = new SortedDictionary<string, Tensor>(StringComparer.Ordinal);
        foreach (var (name, value) in module.state_dict())
        {
            if (value.dtype == ScalarType.Float32)
            {
                floats[name] = value;
            }
        }

        return floats;
    }
}
