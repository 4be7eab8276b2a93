using FijiBridge.Engine.Scripts;

namespace FijiBridge.Engine.Exchange;

/// <summary>What objects can be read from the output of a network of another program.</summary>
/// <param name="Reading">Kind.</param>
/// <param name="Channel">Its channel.</param>
/// <param name="Border">Channel of the borders, or null.</param>
/// <param name="IsGuess">True where the package does not say what its channels are.</param>
internal sealed record ForeignObjects(ObjectReading Reading, int Channel = 0, int? Border = null, bool IsGuess = false)
{
    private static readonly string[] s_imageTasks =
        ["denoising", "image-restoration", "restoration", "super-resolution", "image-to-image", "image-reconstruction", "virtual-staining", "artificial-labeling", "fluorescence-prediction"];

    private static readonly string[] s_border = ["boundar", "border", "edge", "membrane", "contour", "between", "outline"];
    private static readonly string[] s_background = ["background", "bckg", "bg"];
    private static readonly string[] s_object = ["foreground", "nucle", "cell", "object", "inside", "interior", "inner", "mask", "prob", "fg", "organoid", "bacteria"];

    /// <summary>
    /// Decides by type, tags and names of the channels; where they say nothing, by what is usual: one channel is the foreground, two are
    /// foreground and borders, three are background, inside and borders. Channels that are no probabilities in the test output hold no objects.
    /// </summary>
    /// <param name="output">The output.</param>
    /// <param name="tags">Tags of the package.</param>
    /// <param name="test">The test output, where there is one.</param>
    public static ForeignObjects Of(ForeignTensor output, IReadOnlyList<string> tags, Planes? test)
    {
        if (tags.Any(t => s_imageTasks.Contains(t.ToLowerInvariant())))
        {
            return new ForeignObjects(ObjectReading.None);
        }

        var names = output.Channels.Select(n => n.ToLowerInvariant()).ToList();
        var label = names.FindIndex(n => n.Contains("label", StringComparison.Ordinal) || n.Contains("instance", StringComparison.Ordinal));
        if (test is not null && (label >= 0 || output.Type?.Contains("int", StringComparison.Ordinal) == true) && IsLabels(test, Math.Max(0, label)))
        {
            return new ForeignObjects(ObjectReading.Labels, Math.Max(0, label));
        }

        bool Is(string channel, string[] words) => words.Any(w => channel.Contains(w, StringComparison.Ordinal));
        var border = names.FindIndex(n => Is(n, s_border));
        var background = names.FindIndex(n => Is(n, s_background));
        var inside = names.FindIndex(n => Is(n, s_object) && !Is(n, s_border));
        int? line = border >= 0 ? border : null;
        var decided = (names.Count, background, inside, border) switch
        {
            (_, >= 0, _, _) => new ForeignObjects(ObjectReading.Background, background, line),
            (_, _, >= 0, _) => new ForeignObjects(ObjectReading.Foreground, inside, line),
            (1, _, _, 0) => new ForeignObjects(ObjectReading.Background), // objects lie between the borders
            (0 or 1, _, _, _) => new ForeignObjects(ObjectReading.Foreground, IsGuess: true),
            (2, _, _, _) => new ForeignObjects(ObjectReading.Foreground, 0, 1, IsGuess: true),
            (3, _, _, _) => new ForeignObjects(ObjectReading.Background, 0, 2, IsGuess: true),
            _ => new ForeignObjects(ObjectReading.None),
        };
        return test is null || IsProbability(test, decided.Channel) ? decided : new ForeignObjects(ObjectReading.None);
    }

    private static bool IsProbability(Planes test, int channel)
    {
        if (channel >= test.Channels)
        {
            return false;
        }

        foreach (var v in test.Plane(channel))
        {
            if (!(v is >= -0.01f and <= 1.01f))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsLabels(Planes test, int channel)
    {
        var most = 0f;
        foreach (var v in channel < test.Channels ? test.Plane(channel) : [])
        {
            if (v < 0 || v != MathF.Round(v))
            {
                return false;
            }

            most = Math.Max(most, v);
        }

        return most > 1;
    }
}
