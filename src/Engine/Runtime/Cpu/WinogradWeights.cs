namespace FijiBridge.Engine.Runtime.Cpu;

/// <summary>Brings 3x3 kernels into the form that the Winograd kernels multiply with: G g Gᵀ, once per model, in double precision.</summary>
internal static unsafe class WinogradWeights
{
    /// <summary>Products per tile and channel pair: 6 x 6.</summary>
    public const int Products = 36;

    // Lavin and Gray, "Fast Algorithms for Convolutional Neural Networks", CVPR 2016: F(4x4, 3x3), points 0, ±1, ±2, infinity.
    private static readonly double[,] G =
    {
        { 1 / 4.0, 0, 0 },
        { -1 / 6.0, -1 / 6.0, -1 / 6.0 },
        { -1 / 6.0, 1 / 6.0, -1 / 6.0 },
        { 1 / 24.0, 1 / 12.0, 1 / 6.0 },
        { 1 / 24.0, -1 / 12.0, 1 / 6.0 },
        { 0, 0, 1 },
    };

    /// <summary>Packs weights as [block of output channels][product][input channel][output channel in block].</summary>
    /// <param name="weights">(out, in, 3, 3).</param>
    /// <param name="outChannels">Output channels of the weights.</param>
    /// <param name="inputs">For each input channel of the weights its channel in the padded activations.</param>
    /// <param name="paddedOut">Output channels with padding; the weights of padding are 0.</param>
    /// <param name="paddedIn">Input channels with padding.</param>
    /// <param name="block">Output channels that the kernel works on at once.</param>
    public static NativeFloats Pack(float[] weights, int outChannels, int[] inputs, int paddedOut, int paddedIn, int block)
    {
        var packed = new NativeFloats((long)Products * paddedOut * paddedIn, cleared: true);
        for (var o = 0; o < outChannels; o++)
        {
            for (var i = 0; i < inputs.Length; i++)
            {
                var kernel = weights.AsSpan((((o * inputs.Length) + i) * 9), 9);
                for (var p = 0; p < Products; p++)
                {
                    packed.Start[((((((long)(o / block) * Products) + p) * paddedIn) + inputs[i]) * block) + (o % block)] = (float)Product(kernel, p / 6, p % 6);
                }
            }
        }

        return packed;
    }

    private static double Product(ReadOnlySpan<float> kernel, int row, int column)
    {
        double sum = 0;
        for (var y = 0; y < 3; y++)
        {
            for (var x = 0; x < 3; x++)
            {
                sum += G[row, y] * kernel[(y * 3) + x] * G[column, x];
            }
        }

        return sum;
    }
}
