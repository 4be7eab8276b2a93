using FijiBridge.Engine.Models;
using FijiBridge.Engine.Packages;
using FijiBridge.Engine.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace FijiBridge.Engine.Exchange;

/// <summary>
/// Loads a network that was written and compares it with the model: TorchScript and ONNX by what they make of the test image,
/// weights number by number.
/// </summary>
internal static class NetworkCheck
{
    /// <summary>Largest difference that is taken for rounding, as a part of the largest output.</summary>
    public const double Tolerance = 1e-4;

    /// <summary>Runs a TorchScript file on the test image; returns the largest difference, divided by the largest value of the output (at least 1); null without libtorch.</summary>
    /// <exception cref="InvalidOperationException">The file cannot be loaded, or the outputs differ by more than <see cref="Tolerance"/>.</exception>
    public static double? TorchScript(PackageSource source, byte[] torchScript)
    {
        float[] values;
        try
        {
            values = TorchThread.Shared.Run(() => Output(source, torchScript));
        }
        catch (Exception e) when (e is DllNotFoundException || e.InnerException is DllNotFoundException)
        {
            return null;
        }

        if (values.Length != source.TestOutput.Length)
        {
            throw new InvalidOperationException($"The exported network gives {values.Length} values in place of {source.TestOutput.Length}.");
        }

        double difference = 0, largest = 1;
        for (var i = 0; i < values.Length; i++)
        {
            difference = Math.Max(difference, Math.Abs(values[i] - source.TestOutput[i]));
            largest = Math.Max(largest, Math.Abs(source.TestOutput[i]));
        }

        // also true for NaN
        if (!(difference / largest <= Tolerance))
        {
            throw new InvalidOperationException(FormattableString.Invariant($"The exported network differs from the model by {difference:g3} where the output goes up to {largest:g3}."));
        }

        return difference / largest;
    }

    /// <summary>Reads an ONNX file back and runs what it says; returns as <see cref="TorchScript"/>.</summary>
    public static double? Onnx(PackageSource source, byte[] onnx)
    {
        using var memory = new MemoryStream();
        TorchScriptWriter.Write(memory, OnnxReader.Read(onnx));
        return TorchScript(source, memory.ToArray());
    }

    /// <summary>Reads a state dict back and compares every number; returns 0.</summary>
    /// <exception cref="InvalidOperationException">A tensor is missing or differs.</exception>
    public static double StateDict(IEnumerable<NamedTensor> weights, byte[] file)
    {
        using var stream = new MemoryStream(file);
        return Same(weights, TorchWeightsFile.Read(stream, "the exported weights"));
    }

    /// <summary>Compares weights with what was read back; returns 0.</summary>
    /// <exception cref="InvalidOperationException">A tensor is missing or differs.</exception>
    public static double Same(IEnumerable<NamedTensor> written, IReadOnlyDictionary<string, NamedTensor> read)
    {
        var different = written.FirstOrDefault(w => !read.TryGetValue(w.Name, out var r) || !w.Shape.SequenceEqual(r.Shape) || !w.Values.AsSpan().SequenceEqual(r.Values));
        return different is null ? 0 : throw new InvalidOperationException($"The exported weights differ from those of the model in the tensor {different.Name}.");
    }

    private static float[] Output(PackageSource source, byte[] torchScript)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var network = jit.load<Tensor, Tensor>(torchScript);
        var input = tensor(source.TestInput, [1, source.Config.NChannelIn, source.Height, source.Width]);
        return network.call(input).contiguous().data<float>().ToArray();
    }
}
