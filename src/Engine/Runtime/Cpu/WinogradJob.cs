namespace FijiBridge.Engine.Runtime.Cpu;

/// <summary>
/// One input of a convolution: an activation (height, width, channels), channels innermost. With <see cref="ShiftY"/> or
/// <see cref="ShiftX"/> of 1 the activation is half as high or wide and is read as if doubled by nearest-neighbour
/// upsampling, which therefore is never carried out.
/// </summary>
internal unsafe struct ActivationView
{
    /// <summary>First number.</summary>
    public float* Data;

    /// <summary>Channels, a multiple of <see cref="ConvolutionKernels.ChannelBlock"/>; 0 for no input.</summary>
    public int Channels;

    /// <summary>Binary logarithm of the upsampling in y.</summary>
    public int ShiftY;

    /// <summary>Binary logarithm of the upsampling in x.</summary>
    public int ShiftX;
}

/// <summary>A 3x3 convolution of one or two inputs (as if concatenated), with bias and an optional ReLU.</summary>
internal unsafe struct WinogradJob
{
    /// <summary>First channels of the input.</summary>
    public ActivationView A;

    /// <summary>Further channels, or none.</summary>
    public ActivationView B;

    /// <summary>Rows of the output (and of the doubled inputs).</summary>
    public int Height;

    /// <summary>Columns of the output.</summary>
    public int Width;

    /// <summary>Transformed weights of <see cref="WinogradWeights.Pack"/>.</summary>
    public float* Weights;

    /// <summary>One per output channel.</summary>
    public float* Bias;

    /// <summary>True to set negative results to 0.</summary>
    public bool Relu;

    /// <summary>The output (Height, Width, OutChannels).</summary>
    public float* Output;

    /// <summary>Channels of the output, a multiple of <see cref="ConvolutionKernels.ChannelBlock"/>.</summary>
    public int OutChannels;

    /// <summary>At least max(A.Channels, B.Channels) zeros: what lies outside the image.</summary>
    public float* Zeros;

    /// <summary>The tiles to compute, or null for all: then tile i of a call is the i-th of the list.</summary>
    public int* TileList;

    /// <summary>
    /// True to write tile by tile, each tile of a call as 4 x 4 pixels from Output + 16 * OutChannels * its place in the call; pixels outside
    /// the image are left as they are.
    /// </summary>
    public bool Compact;

    /// <summary>Channels of both inputs.</summary>
    public readonly int InChannels => A.Channels + B.Channels;

    /// <summary>Tiles of 4 x 4 outputs in a row.</summary>
    public readonly int TilesX => (Width + 3) / 4;

    /// <summary>Tiles of 4 x 4 outputs.</summary>
    public readonly int Tiles => TilesX * ((Height + 3) / 4);

    /// <summary>Number of the tile (row by row) that is at a place of the list.</summary>
    public readonly int TileAt(int place) => TileList == null ? place : TileList[place];
}
