namespace FijiBridge.Engine.Models;

/// <summary>What the configurations of all kinds of networks have in common.</summary>
public interface INetworkConfig
{
    /// <summary>Channels of the input image.</summary>
    int NChannelIn { get; }

    /// <summary>Input height must be a multiple of this.</summary>
    int DivisorY { get; }

    /// <summary>Input width must be a multiple of this.</summary>
    int DivisorX { get; }

    /// <summary>
    /// Names of the maps that a segmentation keeps where it is asked to (<see cref="Instances.SegmentOptions.KeepMaps"/>), one per channel;
    /// empty where they are not known before the network runs.
    /// </summary>
    IReadOnlyList<string> MapNames { get; }

    /// <summary>False where the network gives an image and no objects.</summary>
    bool FindsObjects { get; }

    /// <summary>The network in one sentence, for lists and model cards.</summary>
    string Describe();
}

/// <summary>What the tuned thresholds of all kinds of models have in common.</summary>
public interface IModelThresholds
{
    /// <summary>Probability that an object (StarDist) or a pixel (U-Net) needs, 0..1.</summary>
    double Prob { get; }

    /// <summary>The thresholds in a few words, for messages and model cards: "probability 0.5, overlap 0.4".</summary>
    string Describe();
}
