using FijiBridge.Engine;
using FijiBridge.Engine.Images;

namespace FijiBridge.Bridge.Cli;

/// <summary>The grey values that belong to the planes of labels.</summary>
internal sealed class GreySource
{
    private readonly ISeriesReader _reader;
    private readonly string? _path;
    private readonly PlaneLayout? _layout;

    /// <summary>Opens an image.</summary>
    /// <param name="reader">Reads images.</param>
    /// <param name="path">The image; null for none.</param>
    /// <param name="labels">The file of the labels, for messages.</param>
    /// <param name="planes">Planes of the labels. One plane goes with the first plane of a stack, which is what segment takes of it.</param>
    /// <exception cref="UserAdviceException">It cannot be read, or is a stack of another size.</exception>
    public GreySource(ISeriesReader reader, string? path, string labels, int planes)
    {
        (_reader, _path) = (reader, path);
        _layout = path is null ? null : LabelSource.LayoutOf(reader, path);
        if (_layout is not null && planes > 1 && planes != _layout.Count)
        {
            throw new UserAdviceException($"The labels {labels} have {planes} plane(s) and the image {path} {_layout.Count}; give the stack that was segmented.");
        }
    }

    /// <summary>The image of a plane of the labels, from 0; null where there is none.</summary>
    public Image2D? Read(int plane) => _layout is null ? null : _reader.ReadImage(_path!, _layout.PositionOf(plane));
}
