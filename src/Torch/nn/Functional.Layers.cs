using TorchSharp.PInvoke;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>Layers without state.</summary>
        public static partial class functional
        {
            private static readonly long[] OneOne = [1, 1];
            private static readonly long[] ZeroZero = [0, 0];
            private static readonly long[] Empty = [];

            /// <summary>2-D convolution of (N, C, H, W) with weight (out, C / groups, kh, kw).</summary>
            public static Tensor conv2d(Tensor input, Tensor weight, Tensor? bias = null, long[]? strides = null, long[]? padding = null,
                long[]? dilation = null, long groups = 1) =>
                Ops.conv2d.Call(input, weight, bias, strides ?? OneOne, padding ?? ZeroZero, dilation ?? OneOne, groups);

            /// <summary>2-D convolution with padding by name.</summary>
            public static Tensor conv2d_padding(Tensor input, Tensor weight, Tensor? bias = null, long[]? strides = null,
                Padding padding = Padding.Valid, long[]? dilation = null, long groups = 1) =>
                Ops.conv2d_padding.Call(input, weight, bias, strides ?? OneOne, padding == Padding.Same ? "same" : "valid",
                                        dilation ?? OneOne, groups);

            /// <summary>Transposed 2-D convolution of (N, C, H, W) with weight (C, out / groups, kh, kw).</summary>
            public static Tensor conv_transpose2d(Tensor input, Tensor weight, Tensor? bias = null, long[]? strides = null,
                long[]? padding = null, long[]? output_padding = null, long[]? dilation = null, long groups = 1) =>
                Ops.conv_transpose2d_input.Call(input, weight, bias, strides ?? OneOne, padding ?? ZeroZero, output_padding ?? ZeroZero,
                                                groups, dilation ?? OneOne);

            /// <summary>input weights^T + bias.</summary>
            public static Tensor linear(Tensor input, Tensor weights, Tensor? bias = null) => Ops.linear.Call(input, weights, bias);

            /// <summary>Normalises each channel by batch statistics (training) or the running ones; training updates those.</summary>
            public static Tensor batch_norm(Tensor input, Tensor? running_mean, Tensor? running_var, Tensor? weight = null, Tensor? bias = null,
                bool training = false, double momentum = 0.1, double eps = 1e-05) =>
                Ops.batch_norm.Call(input, weight, bias, running_mean, running_var, training, momentum, eps, true);

            /// <summary>Normalises groups of channels of each sample.</summary>
            public static Tensor group_norm(Tensor input, long num_groups, Tensor? weight = null, Tensor? bias = null, double eps = 1e-05) =>
                Ops.group_norm.Call(input, num_groups, weight, bias, eps);

            /// <summary>Normalises the last dimensions of each sample.</summary>
            public static Tensor layer_norm(Tensor input, long[] normalized_shape, Tensor? weight = null, Tensor? bias = null,
                double eps = 1e-05) => Ops.layer_norm.Call(input, normalized_shape, weight, bias, eps);

            /// <summary>Sets elements to 0 with probability p and scales the others by 1 / (1 - p), in training only.</summary>
            public static Tensor dropout(Tensor input, double p = 0.5, bool training = true, bool inplace = false)
            {
                if (!inplace) return Ops.dropout.Call(input, p, training);
                Ops.dropout_.InPlace(input, p, training);
                return input.alias();
            }

            /// <summary>Sets whole channels to 0 with probability p and scales the others by 1 / (1 - p), in training only.</summary>
            public static Tensor dropout2d(Tensor input, double p = 0.5, bool training = true, bool inplace = false)
            {
                if (!inplace) return Ops.feature_dropout.Call(input, p, training);
                Ops.feature_dropout_.InPlace(input, p, training);
                return input.alias();
            }

            /// <summary>Maximum of each window.</summary>
            public static Tensor max_pool2d(Tensor input, long[] kernel_size, long[]? strides = null, long[]? padding = null,
                long[]? dilation = null, bool ceil_mode = false) =>
                Ops.max_pool2d.Call(input, kernel_size, strides ?? Empty, padding ?? ZeroZero, dilation ?? OneOne, ceil_mode);

            /// <summary>Maximum of each square window.</summary>
            public static Tensor max_pool2d(Tensor input, long kernel_size, long? stride = null, long? padding = null, long? dilation = null,
                bool ceil_mode = false) =>
                max_pool2d(input, [kernel_size, kernel_size], stride is { } s ? [s, s] : null, padding is { } p ? [p, p] : null,
                           dilation is { } d ? [d, d] : null, ceil_mode);

            /// <summary>Maximum of each window and its index in the flattened image.</summary>
            public static (Tensor output, Tensor indices) max_pool2d_with_indices(Tensor input, long[] kernel_size, long[]? strides = null,
                long[]? padding = null, long[]? dilation = null, bool ceil_mode = false) =>
                Ops.max_pool2d_with_indices.Pair(input, kernel_size, strides ?? Empty, padding ?? ZeroZero, dilation ?? OneOne, ceil_mode);

            /// <summary>Mean of each window.</summary>
            public static Tensor avg_pool2d(Tensor input, long[] kernel_size, long[]? stride = null, long[]? padding = null,
                bool ceil_mode = false, bool count_include_pad = true, long? divisor_override = null) =>
                Ops.avg_pool2d.Call(input, kernel_size, stride ?? Empty, padding ?? ZeroZero, ceil_mode, count_include_pad, divisor_override);

            /// <summary>Mean of each square window.</summary>
            public static Tensor avg_pool2d(Tensor input, long kernel_size, long? stride = null, long padding = 0, bool ceil_mode = false,
                bool count_include_pad = true, long? divisor_override = null) =>
                avg_pool2d(input, [kernel_size, kernel_size], stride is { } s ? [s, s] : null, [padding, padding], ceil_mode,
                           count_include_pad, divisor_override);

            /// <summary>Means of windows chosen so that the output has a given size.</summary>
            public static Tensor adaptive_avg_pool2d(Tensor input, long[] output_size) => Ops.adaptive_avg_pool2d.Call(input, output_size);

            /// <summary>1 at the class of each element of a whole-number tensor, in a new last dimension.</summary>
            public static Tensor one_hot(Tensor x, long num_classes = -1) => Ops.one_hot.Call(x, num_classes);
        }
    }
}
