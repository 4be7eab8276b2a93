using FijiBridge.Engine.Labels;

namespace FijiBridge.Engine.Images;

/// <summary>
/// Reads image files. The engine knows no file formats; the host gives it a reader (ImageJ and Bio-Formats in a Java VM).
/// Implementations report files they cannot read as <see cref="UserAdviceException"/> that names the file.
/// </summary>
public interface IImageReader
{
    /// <summary>Reads the first plane (all channels) of a file, with its calibration.</summary>
    Image2D ReadImage(string path);

    /// <summary>
    /// Reads a label image: 0 is background, each other value is one object, negative values (float files) are ignored
    /// regions. Values that are not whole numbers are refused.
    /// </summary>
    LabelImage ReadLabels(string path);
}
