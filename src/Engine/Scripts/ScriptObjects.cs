using FijiBridge.Engine.Images;
using FijiBridge.Engine.Instances;
using FijiBridge.Engine.Labels;

namespace FijiBridge.Engine.Scripts;

/// <summary>Makes objects from what a network of another program gives, as <see cref="ScriptConfig.Objects"/> says.</summary>
internal sealed class ScriptObjects(ScriptConfig config)
{
    /// <summary>The objects at the size of the image.</summary>
    /// <param name="maps">Output of the network after all steps.</param>
    /// <param name="width">Columns of the image.</param>
    /// <param name="height">Rows of the image.</param>
    /// <param name="options">Thresholds and region.</param>
    /// <param name="thresholds">Thresholds of the model.</param>
    /// <param name="notices">Receives what the user should know.</param>
    /// <param name="ct">Stops the work.</param>
    /// <exception cref="UserAdviceException">The output has not the channels that are to be read.</exception>
    public RankedObjects Find(Planes maps, int width, int height, SegmentOptions options, InstanceThresholds thresholds, List<string> notices, CancellationToken ct)
    {
        if (Math.Max(config.ObjectChannel, config.BorderChannel ?? 0) >= maps.Channels)
        {
            throw new UserAdviceException($"The network gives {maps.Channels} channel(s), its configuration reads objects from channel {Math.Max(config.ObjectChannel, config.BorderChannel ?? 0) + 1}; mend config.json.");
        }

        switch (config.Objects)
        {
            case ObjectReading.None:
                if (!options.KeepMaps)
                {
                    throw new UserAdviceException("This model gives an image and no objects; ask for its maps (--outputs maps, in a macro output=maps), or say in its config.json which channel holds objects.");
                }

                notices.Add("This model gives an image and no objects: its maps are the result.");
                return new RankedObjects(new LabelImage(width, height, new int[width * height]), [], null);
            case ObjectReading.Labels:
                return OfLabels(maps, width, height, options);
            default:
                var read = Maps(maps).Resize(width, height);
                var labels = InstanceBuilder.Build(read, thresholds.With(options), ct);
                return RankedObjects.Of(labels, read, options.Region);
        }
    }

    private InstanceMaps Maps(Planes maps)
    {
        var foreground = maps.Plane(config.ObjectChannel).ToArray();
        if (config.Objects == ObjectReading.Background)
        {
            foreground = Array.ConvertAll(foreground, p => 1 - p);
        }

        if (config.BorderChannel is not { } channel)
        {
            return new InstanceMaps(maps.Width, maps.Height, foreground, null);
        }

        // borders are part of the objects, and what divides them
        var border = maps.Plane(channel);
        float[] whole = [.. foreground], cores = [.. foreground];
        for (var i = 0; i < cores.Length; i++)
        {
            whole[i] = Math.Max(foreground[i], border[i]);
            cores[i] = foreground[i] * (1 - border[i]);
        }

        return new InstanceMaps(maps.Width, maps.Height, whole, cores);
    }

    private RankedObjects OfLabels(Planes maps, int width, int height, SegmentOptions options)
    {
        var labels = new LabelImage(maps.Width, maps.Height, Array.ConvertAll(maps.Plane(config.ObjectChannel).ToArray(), v => Math.Max(0, (int)MathF.Round(v))));
        if ((maps.Width, maps.Height) != (width, height))
        {
            labels = ImageRescaler.RescaleLabels(labels, (double)height / maps.Height, (double)width / maps.Width).Labels;
        }

        labels = Relabel.Sequential(labels);
        return RankedObjects.Of(labels, new InstanceMaps(width, height, Array.ConvertAll(labels.Pixels, l => l > 0 ? 1f : 0f), null), options.Region);
    }
}
