using FijiBridge.Engine.Labels;

namespace FijiBridge.Engine.Images;

/// <summary>
/// A reader of files that hold several images (series) of several channels, slices and frames.
/// </summary>
/// <remarks>
/// To work through a whole file: <c>foreach (var series in reader.ReadInfo(path).Series)</c>, then
/// <c>reader.ReadImage(path, new PlanePosition(series.Index, z, t))</c> for z below <see cref="SeriesInfo.Slices"/> and t below
/// <see cref="SeriesInfo.Frames"/>. <see cref="ReadInfo"/> reads no pixels. May be used from several threads at a time.
/// </remarks>
public interface ISeriesReader : IImageReader
{
    /// <summary>What a file holds, without its pixels.</summary>
    /// <param name="path">The file.</param>
    /// <param name="originalMetadata">True to also fill <see cref="ImageFileInfo.OriginalMetadata"/>, which can be long.</param>
    /// <exception cref="UserAdviceException">The file cannot be read.</exception>
    ImageFileInfo ReadInfo(string path, bool originalMetadata = false);

    /// <summary>Reads all channels of one plane.</summary>
    /// <remarks>
    /// The pixels of a plane too large to be held are read from the file when they are asked for
    /// (<see cref="Image2D.IsInMemory"/> is false); dispose such an image before its file is changed or deleted.
    /// </remarks>
    /// <param name="path">The file.</param>
    /// <param name="position">Series, slice, frame and resolution.</param>
    /// <exception cref="UserAdviceException">The file cannot be read, or holds no such plane.</exception>
    Image2D ReadImage(string path, PlanePosition position);

    /// <summary>Reads the labels of one plane, see <see cref="IImageReader.ReadLabels"/>.</summary>
    /// <param name="path">The file.</param>
    /// <param name="position">Series, slice, frame and resolution.</param>
    /// <exception cref="UserAdviceException">The file cannot be read, holds no labels, or holds no such plane.</exception>
    LabelImage ReadLabels(string path, PlanePosition position);
}
