namespace FijiBridge.Engine.Runtime.Cpu;

/// <summary>What a layer gave: (Height, Width, PaddedChannels), channels innermost, those from <paramref name="Channels"/> on are padding.</summary>
/// <param name="Buffer">The numbers; goes back to the pool when the activation is used up.</param>
/// <param name="Height">Rows.</param>
/// <param name="Width">Columns.</param>
/// <param name="Channels">Channels that mean something.</param>
internal sealed record Activation(NativeFloats Buffer, int Height, int Width, int Channels)
{
    /// <summary>Channels with padding.</summary>
    public int PaddedChannels => Pad(Channels);

    /// <summary>The next multiple of <see cref="ConvolutionKernels.ChannelBlock"/>.</summary>
    public static int Pad(int channels) => (channels + ConvolutionKernels.ChannelBlock - 1) / ConvolutionKernels.ChannelBlock * ConvolutionKernels.ChannelBlock;
}
