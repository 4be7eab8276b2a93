using TorchSharp;

namespace FijiBridge.Engine.Runtime;

/// <summary>Recognises that the memory is used up, of the computer or of a GPU, wherever that happens.</summary>
public static class MemoryTrouble
{
    /// <summary>The sentence for the user, or null when the failure is of another kind.</summary>
    public static string? Advice(Exception failure) => failure is NetworkMemoryException || TorchExtras.IsOutOfMemory(failure)
        ? $"There is not enough memory ({failure.Message.Trim().Split('\n')[0].TrimEnd('.')}); close other programs, or take less at once: smaller batches, patches, tiles or images, fewer filters."
        : null;

    /// <summary>The failure of a tile that did not fit. What the attempt had is given back: the next, smaller tile wants blocks of other sizes.</summary>
    internal static NetworkMemoryException OfTile(int width, int height, torch.Device device, Exception cause)
    {
        TorchExtras.TrimAllocator();
        return new NetworkMemoryException($"A tile of {width} x {height} pixels does not fit in the memory of {device}.", cause);
    }
}
