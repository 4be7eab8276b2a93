using FijiBridge.Bridge.Protocol;
using FijiBridge.Engine;
using FijiBridge.Engine.Images;
using FijiBridge.Engine.Labels;

namespace FijiBridge.Bridge.Server;

/// <summary>Label images and grey values of clients, copied out of shared memory.</summary>
internal static class LabelArrays
{
    /// <summary>One plane of labels; the input must be there.</summary>
    /// <exception cref="UserAdviceException">It is no plane of whole numbers.</exception>
    public static LabelImage Labels(SharedBlocks blocks, TaskInputs inputs, string name)
    {
        var array = inputs.RequiredArray(name);
        if (array.Shape.Count != 2 || array.Shape.Any(e => e < 1) || array.Count > Array.MaxLength)
        {
            throw new UserAdviceException($"'{name}' must be one plane of labels (axes Y and X), not an array of shape ({string.Join(", ", array.Shape)}).");
        }

        var keep = inputs.Flag("keep", otherwise: false);
        var block = blocks.Attach(array.ShmName, array.ShmSize, keep);
        try
        {
            return new LabelImage((int)array.Shape[1], (int)array.Shape[0], Read(block, array, name));
        }
        finally
        {
            blocks.Done(block, keep);
        }
    }

    /// <summary>The channels of one plane of grey values (axes Y and X, or C, Y and X); null where the input is absent.</summary>
    public static Image2D? Image(SharedBlocks blocks, TaskInputs inputs, string name)
    {
        if (!inputs.Has(name))
        {
            return null;
        }

        var array = inputs.RequiredArray(name);
        var layout = ImageLayout.Of(array, array.Shape.Count == 2 ? "YX" : "CYX");
        var keep = inputs.Flag("keep", otherwise: false);
        var block = blocks.Attach(array.ShmName, array.ShmSize, keep);
        try
        {
            return layout.Planes(block, name);
        }
        finally
        {
            blocks.Done(block, keep);
        }
    }

    /// <summary>The size of a pixel from the inputs 'pixelSize' and 'unit'; null where there is none.</summary>
    /// <exception cref="UserAdviceException">It is not above 0.</exception>
    public static PixelSize? PixelSizeOf(TaskInputs inputs)
    {
        var size = inputs.Numbers("pixelSize", 2);
        if (size is not null && !size.All(s => s > 0 && double.IsFinite(s)))
        {
            throw new UserAdviceException($"'pixelSize' must be two lengths above 0, not {string.Join(", ", size)}.");
        }

        return size is null ? null : new PixelSize(size[0], size[1], inputs.Text("unit") ?? "µm");
    }

    private static int[] Read(SharedMemory block, NDArray array, string name)
    {
        var count = (int)array.Count;
        var labels = new int[count];
        switch (array.Type.Name)
        {
            case "uint8":
                Convert(block.Elements<byte>(count), labels, v => v);
                break;
            case "uint16":
                Convert(block.Elements<ushort>(count), labels, v => v);
                break;
            case "int32":
                block.Elements<int>(count).CopyTo(labels);
                break;
            case "float32":
                Convert(block.Elements<float>(count), labels, v => v == MathF.Floor(v) && MathF.Abs(v) < 1 << 24
                    ? (int)v
                    : throw new UserAdviceException($"'{name}' has the value {v}, which is no label: labels are whole numbers."));
                break;
            default:
                throw new UserAdviceException($"'{name}' has labels of type {array.Type}; convert them to uint8, uint16, int32 or float32.");
        }

        return labels;
    }

    private static void Convert<T>(ReadOnlySpan<T> from, int[] to, Func<T, int> convert)
    {
        for (var i = 0; i < to.Length; i++)
        {
            to[i] = convert(from[i]);
        }
    }
}
