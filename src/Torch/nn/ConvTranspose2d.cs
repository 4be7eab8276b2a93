using TorchSharp.PInvoke;

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>A transposed 2-D convolution with a square kernel, which enlarges by its stride.</summary>
            public static Modules.ConvTranspose2d ConvTranspose2d(long in_channels, long out_channels, long kernel_size, long stride = 1,
                long padding = 0, long output_padding = 0, long dilation = 1, PaddingModes padding_mode = PaddingModes.Zeros,
                long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null) =>
                new(in_channels, out_channels, [kernel_size, kernel_size], [stride, stride], [padding, padding],
                    [output_padding, output_padding], [dilation, dilation], groups, bias, padding_mode, device, dtype);

            /// <summary>A transposed 2-D convolution, which enlarges by its stride; pairs are (y, x).</summary>
            public static Modules.ConvTranspose2d ConvTranspose2d(long in_channels, long out_channels, (long, long) kernel_size,
                (long, long)? stride = null, (long, long)? padding = null, (long, long)? output_padding = null, (long, long)? dilation = null,
                PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null,
                ScalarType? dtype = null) =>
                new(in_channels, out_channels, Both(kernel_size), Both(stride ?? (1, 1)), Both(padding ?? (0, 0)),
                    Both(output_padding ?? (0, 0)), Both(dilation ?? (1, 1)), groups, bias, padding_mode, device, dtype);
        }
    }
}

namespace TorchSharp.Modules
{
    /// <summary>A transposed convolution.</summary>
    public abstract class ConvolutionTranspose : Convolution
    {
        private protected ConvolutionTranspose(string name, long inChannels, long outChannels, long[] kernelSize, long[] stride,
            long[] padding, long[] outputPadding, long[] dilation, long groups, bool bias, PaddingModes paddingMode, torch.Device? device,
            torch.ScalarType? dtype)
            : base(name, kernelSize.Length, inChannels, outChannels, kernelSize, stride, padding, null, dilation, true, outputPadding, groups,
                   bias, paddingMode == PaddingModes.Zeros ? paddingMode
                       : throw new ArgumentException($"{name} pads with zeros only, not {paddingMode}."), device, dtype)
        {
        }

        /// <summary>The input enlarged by the stride; output_size chooses between the sizes that fit, null the smallest.</summary>
        public abstract torch.Tensor forward(torch.Tensor input, long[]? output_size);

        /// <summary>The input enlarged by the stride.</summary>
        public override torch.Tensor forward(torch.Tensor input) => forward(input, null);
    }

    /// <summary>A transposed 2-D convolution.</summary>
    public sealed class ConvTranspose2d : ConvolutionTranspose
    {
        internal ConvTranspose2d(long inChannels, long outChannels, long[] kernelSize, long[] stride, long[] padding, long[] outputPadding,
            long[] dilation, long groups, bool bias, PaddingModes paddingMode, torch.Device? device, torch.ScalarType? dtype)
            : base(nameof(ConvTranspose2d), inChannels, outChannels, kernelSize, stride, padding, outputPadding, dilation, groups, bias,
                   paddingMode, device, dtype)
        {
        }

        /// <summary>(N, in_channels, H, W) to (N, out_channels, H', W').</summary>
        public override torch.Tensor forward(torch.Tensor input, long[]? output_size)
        {
            long[] extra = output_padding;
            if (output_size is not null)
            {
                long[] size = output_size[^2..];
                long[] from = input.shape[^2..];
                extra = [.. Enumerable.Range(0, 2).Select(d =>
                    size[d] - ((from[d] - 1) * stride[d] - 2 * padding[d] + dilation[d] * (kernel_size[d] - 1) + 1))];
                for (int d = 0; d < 2; d++)
                    if (extra[d] < 0 || extra[d] >= stride[d])
                        throw new ArgumentException($"Output size {size[d]} is not within reach of input size {from[d]} at stride {stride[d]}.");
            }
            return Ops.conv_transpose2d_input.Call(input, weight, bias, stride, padding, extra, groups, dilation);
        }
    }
}
