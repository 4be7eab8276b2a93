using System.Text;

namespace FijiBridge.Engine.Models;

/// <summary>
/// Writes weights as the dictionary of tensors that <c>torch.load(file, weights_only=True)</c> reads. Kernels whose values 16 bits hold without loss are
/// written so: a model that was halved once stays as small.
/// </summary>
internal static class StateDictWriter
{
    /// <summary>The file in memory.</summary>
    public static byte[] Bytes(IReadOnlyList<NamedTensor> tensors)
    {
        using var memory = new MemoryStream((int)Math.Min(Array.MaxLength, tensors.Sum(t => (t.Values.LongLength * sizeof(float)) + 1024)));
        Write(memory, tensors);
        return memory.ToArray();
    }

    /// <summary>Writes the file.</summary>
    public static void Write(Stream stream, IReadOnlyList<NamedTensor> tensors)
    {
        var pickle = new PickleWriter().Code('}', '(');
        foreach (var (tensor, k) in tensors.Select((t, k) => (t, k)))
        {
            pickle.Text(tensor.Name).FloatTensor($"{k}", tensor.Shape, IsHalf(tensor));
        }

        pickle.Code('u');
        TorchArchive.Write(stream, "archive", [("data.pkl", pickle.End()), ("byteorder", Encoding.ASCII.GetBytes("little"))], tensors, IsHalf);
    }

    private static bool IsHalf(NamedTensor tensor) => tensor.Shape.Length > 1 && Array.TrueForAll(tensor.Values, v => (float)(Half)v == v);
}
