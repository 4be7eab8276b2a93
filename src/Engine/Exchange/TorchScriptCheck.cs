using FijiBridge.Engine.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace FijiBridge.Engine.Exchange;

/// <summary>Loads a written TorchScript network and compares what it gives with the engine's own output.</summary>
internal static class TorchScriptCheck
{
    /// <summary>Largest difference that is taken for rounding, as a part of the largest output.</summary>
    public const double Tolerance = 1e-4;

    /// <summary>Runs the network on the test image; returns the largest difference, divided by the largest value of the output (at least 1); null without libtorch.</summary>
    /// <exception cref="InvalidOperationException">The file cannot be loaded, or the outputs differ by more than <see cref="Tolerance"/>.</exception>
    public static double? Run(ExportSource source, byte[] torchScript)
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

    private static float[] Output(ExportSource source, byte[] torchScript)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var network = jit.load<Tensor, Tensor>(torchScript);
        var input = tensor(source.TestInput, [1, source.Config.NChannelIn, source.Height, source.Width]);
        return network.call(input).contiguous().data<float>().ToArray();
    }
}
