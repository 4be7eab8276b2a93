using FijiBridge.Engine.Images;
using FijiBridge.Engine.Models;
using FijiBridge.Engine.Runtime;
using FijiBridge.Engine.Scripts;
using FijiBridge.Engine.StarDist;
using FijiBridge.Engine.UNet;

namespace FijiBridge.Engine.Instances;

/// <summary>A model of any kind, ready to segment images.</summary>
public interface ISegmentationModel : IDisposable
{
    /// <summary>Description.</summary>
    ModelInfo Info { get; }

    /// <summary>Channels that an image must have.</summary>
    int Channels { get; }

    /// <summary>Thresholds used where the options name none.</summary>
    IModelThresholds Thresholds { get; }

    /// <summary>What runs where, for messages.</summary>
    string RuntimeDescription { get; }

    /// <summary>Segments one image. From several threads at a time too; the network's part is done one after the other.</summary>
    /// <param name="image">Raw image with <see cref="Channels"/> channels.</param>
    /// <param name="options">Options; the model's own values when null.</param>
    /// <param name="progress">Receives progress.</param>
    /// <param name="ct">Stops within a tile's time.</param>
    /// <returns>The objects in pixels of <paramref name="image"/>.</returns>
    /// <exception cref="UserAdviceException">Channels do not fit, a pixel is not finite, or an option is out of range.</exception>
    Segmentation Segment(Image2D image, SegmentOptions? options = null, IProgress<ProgressReport>? progress = null, CancellationToken ct = default);
}

/// <summary>Loads models whatever their kind.</summary>
public static class SegmentationModels
{
    /// <summary>Loads a model folder.</summary>
    /// <param name="folder">Model folder, see <see cref="ModelFolder"/>.</param>
    /// <param name="device">Where it shall run.</param>
    /// <param name="options">Threads and arithmetic.</param>
    /// <exception cref="UserAdviceException">The folder is not a model, is damaged, or of an unknown kind.</exception>
    public static ISegmentationModel Load(string folder, ComputeDevice device, LibtorchRuntimeOptions? options = null) =>
        ModelFolder.LoadConfig(folder) switch
        {
            UNetConfig => UNetModel.Load(folder, device, options),
            ScriptConfig => ScriptModel.Load(folder, device, options),
            _ => StarDistModel.Load(folder, device, options),
        };

    /// <summary>Refuses an image whose channels are not those that the model was trained on.</summary>
    /// <exception cref="UserAdviceException">It has more or fewer.</exception>
    internal static void RequireChannels(this ISegmentationModel model, Image2D image)
    {
        if (image.Channels != model.Channels)
        {
            throw new UserAdviceException(
                $"{image.Name} has {image.Channels} channel(s), the model {model.Info.Name} needs {model.Channels}; choose the channel(s) or another model.");
        }
    }
}
