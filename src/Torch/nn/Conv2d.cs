using TorchSharp.PInvoke;

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>A 2-D convolution with a square kernel: (N, in, H, W) to (N, out, H', W').</summary>
            public static Modules.Conv2d Conv2d(long in_channels, long out_channels, long kernel_size, long stride = 1, long padding = 0,
                long dilation = 1, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true,
                Device? device = null, ScalarType? dtype = null) =>
                new(in_channels, out_channels, [kernel_size, kernel_size], [stride, stride], [padding, padding], null, [dilation, dilation],
                    groups, bias, padding_mode, device, dtype);

            /// <summary>A 2-D convolution; pairs are (y, x).</summary>
            public static Modules.Conv2d Conv2d(long in_channels, long out_channels, (long, long) kernel_size, (long, long)? stride = null,
                (long, long)? padding = null, (long, long)? dilation = null, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1,
                bool bias = true, Device? device = null, ScalarType? dtype = null) =>
                new(in_channels, out_channels, Both(kernel_size), Both(stride ?? (1, 1)), Both(padding ?? (0, 0)), null,
                    Both(dilation ?? (1, 1)), groups, bias, padding_mode, device, dtype);

            /// <summary>A 2-D convolution with padding by name.</summary>
            public static Modules.Conv2d Conv2d(long in_channels, long out_channels, long kernel_size, Padding padding, long stride = 1,
                long dilation = 1, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true,
                Device? device = null, ScalarType? dtype = null) =>
                new(in_channels, out_channels, [kernel_size, kernel_size], [stride, stride], [0, 0], padding, [dilation, dilation],
                    groups, bias, padding_mode, device, dtype);

            /// <summary>A 2-D convolution with padding by name; pairs are (y, x).</summary>
            public static Modules.Conv2d Conv2d(long in_channels, long out_channels, (long, long) kernel_size, Padding padding,
                (long, long)? stride = null, (long, long)? dilation = null, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1,
                bool bias = true, Device? device = null, ScalarType? dtype = null) =>
                new(in_channels, out_channels, Both(kernel_size), Both(stride ?? (1, 1)), [0, 0], padding, Both(dilation ?? (1, 1)),
                    groups, bias, padding_mode, device, dtype);

            internal static long[] Both((long, long) pair) => [pair.Item1, pair.Item2];
        }
    }
}

namespace TorchSharp.Modules
{
    /// <summary>A 2-D convolution.</summary>
    public sealed class Conv2d : Convolution
    {
        internal Conv2d(long inChannels, long outChannels, long[] kernelSize, long[] stride, long[] padding, Padding? paddingType,
            long[] dilation, long groups, bool bias, PaddingModes paddingMode, torch.Device? device, torch.ScalarType? dtype)
            : base(nameof(Conv2d), 2, inChannels, outChannels, kernelSize, stride, padding, paddingType, dilation, false, [0, 0], groups,
                   bias, paddingMode, device, dtype)
        {
        }

        /// <summary>(N, in_channels, H, W) to (N, out_channels, H', W').</summary>
        public override torch.Tensor forward(torch.Tensor input)
        {
            torch.Tensor padded = PadInput(input, out long[] left);
            try
            {
                if (padding_type is not { } named || !ReferenceEquals(padded, input))
                    return Ops.conv2d.Call(padded, weight, bias, stride, left, dilation, groups);
                return Ops.conv2d_padding.Call(padded, weight, bias, stride, named == Padding.Same ? "same" : "valid", dilation, groups);
            }
            finally
            {
                if (!ReferenceEquals(padded, input)) padded.Dispose();
            }
        }
    }
}
