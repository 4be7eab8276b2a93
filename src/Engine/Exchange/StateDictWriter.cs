using System.Text;
using FijiBridge.Engine.Models;

namespace FijiBridge.Engine.Exchange;

/// <summary>Writes weights as the dictionary of tensors that <c>torch.load(file, weights_only=True)</c> reads.</summary>
internal static class StateDictWriter
{
    /// <summary>Writes the file.</summary>
    public static void Write(Stream stream, IReadOnlyList<NamedTensor> tensors)
    {
        var pickle = new PickleWriter().Code('}', '(');
        foreach (var (tensor, k) in tensors.Select((t, k) => (t, k)))
        {
            pickle.Text(tensor.Name).FloatTensor($"{k}", tensor.Shape);
        }

        pickle.Code('u');
        TorchArchive.Write(stream, "archive", [("data.pkl", pickle.End()), ("byteorder", Encoding.ASCII.GetBytes("little"))], tensors);
    }
}
