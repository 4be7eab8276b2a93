using FijiBridge.Bridge.Protocol;
using FijiBridge.Engine;
using FijiBridge.Engine.Images;

namespace FijiBridge.Bridge.Server;

/// <summary>How the axes of a client's array become frames and channels.</summary>
/// <param name="Type">Type of the pixels.</param>
/// <param name="HasFrames">True where the array has a T axis, of whatever length.</param>
/// <param name="Frames">Frames; 1 without a T axis.</param>
/// <param name="Channels">Channels; 1 without a C axis.</param>
/// <param name="Height">Rows.</param>
/// <param name="Width">Columns.</param>
public sealed record ImageLayout(ElementType Type, bool HasFrames, int Frames, int Channels, int Height, int Width)
{
    /// <summary>Reads the axes.</summary>
    /// <param name="array">The array.</param>
    /// <param name="axes">YX, CYX, TYX or TCYX; null for the usual ones of that many axes.</param>
    /// <exception cref="UserAdviceException">They do not fit.</exception>
    public static ImageLayout Of(NDArray array, string? axes)
    {
        if (array.Type != ElementType.UInt8 && array.Type != ElementType.UInt16 && array.Type != ElementType.Float32)
        {
            throw new UserAdviceException($"The image has pixels of type {array.Type}; convert it to uint8, uint16 or float32.");
        }

        axes ??= array.Shape.Count switch { 2 => "YX", 3 => "CYX", _ => "TCYX" };
        if (axes is not ("YX" or "CYX" or "TYX" or "TCYX"))
        {
            throw new UserAdviceException($"The axes must be YX, CYX, TYX or TCYX, not '{axes}'.");
        }

        if (axes.Length != array.Shape.Count || array.Shape.Any(e => e is < 1 or > int.MaxValue))
        {
            throw new UserAdviceException($"An image of shape ({string.Join(", ", array.Shape)}) does not have the axes {axes}; each axis needs at least 1 element.");
        }

        int Extent(char axis) => axes.IndexOf(axis) is >= 0 and var i ? (int)array.Shape[i] : 1;
        var layout = new ImageLayout(array.Type, axes.Contains('T'), Extent('T'), Extent('C'), Extent('Y'), Extent('X'));
        return (long)layout.Height * layout.Width > Array.MaxLength
            ? throw new UserAdviceException($"A plane of {layout.Width} x {layout.Height} pixels is too large; crop it to at most {Array.MaxLength} pixels.")
            : layout;
    }

    /// <summary>Copies one frame out of shared memory.</summary>
    /// <param name="block">The pixels.</param>
    /// <param name="frame">Frame, from 0.</param>
    /// <param name="inputs">Supplies name, pixelSize and rgb.</param>
    public Image2D Frame(SharedMemory block, int frame, TaskInputs inputs)
    {
        var size = inputs.Numbers("pixelSize", 2);
        if (size is not null && !size.All(s => s > 0 && double.IsFinite(s)))
        {
            throw new UserAdviceException($"'pixelSize' must be two lengths above 0 in micrometres, not {string.Join(", ", size)}.");
        }

        var planes = Enumerable.Range(0, Channels).Select(c => Plane(block, ((long)frame * Channels) + c)).ToList();
        var name = (inputs.Text("name") ?? "image") + (Frames > 1 ? $" t{frame + 1}" : "");
        return new Image2D(name, Width, Height, planes, size is null ? null : new PixelSize(size[0], size[1], "µm"), inputs.Flag("rgb", otherwise: false));
    }

    /// <summary>Copies all channels of the first frame, without calibration.</summary>
    /// <param name="block">The pixels.</param>
    /// <param name="name">Name of the image for messages.</param>
    public Image2D Planes(SharedMemory block, string name) => new(name, Width, Height, Enumerable.Range(0, Channels).Select(c => Plane(block, c)).ToList());

    private Array Plane(SharedMemory block, long plane) =>
        Type == ElementType.UInt8 ? Copy<byte>(block, plane)
        : Type == ElementType.UInt16 ? Copy<ushort>(block, plane)
        : Copy<float>(block, plane);

    private unsafe T[] Copy<T>(SharedMemory block, long plane)
        where T : unmanaged
    {
        var pixels = GC.AllocateUninitializedArray<T>(Height * Width);
        new Span<T>((T*)block.Address + (plane * pixels.Length), pixels.Length).CopyTo(pixels);
        return pixels;
    }
}
