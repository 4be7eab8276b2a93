using FijiBridge.Bridge.Protocol;
using FijiBridge.Engine.Images;

namespace FijiBridge.Bridge.Server;

/// <summary>Maps of networks for clients, in shared memory.</summary>
internal static class MapArrays
{
    /// <summary>Writes the maps of all frames as a float32 array of the axes C, Y, X, or T, C, Y, X.</summary>
    /// <param name="blocks">The worker's shared memory.</param>
    /// <param name="frames">Frames with their maps.</param>
    /// <param name="hasFrames">True for an array with the axis T.</param>
    /// <param name="like">A block of the client, see <see cref="SharedBlocks.Create"/>.</param>
    public static unsafe NDArray Write(SharedBlocks blocks, IReadOnlyList<SegmentedFrame> frames, bool hasFrames, string like)
    {
        var all = frames.Select(f => f.Result.Maps ?? throw new InvalidOperationException("The model kept no maps.")).ToList();
        Image2D first = all[0];
        var plane = (long)first.Width * first.Height;
        var block = blocks.Create(all.Count * first.Channels * plane * sizeof(float), like, orFile: true);
        var target = (float*)block.Address;
        foreach (var maps in all)
        {
            for (var c = 0; c < maps.Channels; c++, target += plane)
            {
                ((float[])maps.Plane(c)).CopyTo(new Span<float>(target, (int)plane));
            }
        }

        long[] shape = [first.Channels, first.Height, first.Width];
        return NDArray.In(block, ElementType.Float32, hasFrames ? [all.Count, .. shape] : shape);
    }
}
