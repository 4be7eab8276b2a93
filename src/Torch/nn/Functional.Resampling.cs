using TorchSharp.PInvoke;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            /// <summary>Pads the last dimension by (before, after), then the one before it, and so on.</summary>
            public static Tensor pad(Tensor input, long[] pad, PaddingModes mode = PaddingModes.Constant, double value = 0) =>
                Ops.pad.Call(input, pad, mode switch
                {
                    PaddingModes.Reflect => "reflect",
                    PaddingModes.Replicate => "replicate",
                    PaddingModes.Circular => "circular",
                    _ => "constant",
                }, mode is PaddingModes.Constant ? value : mode is PaddingModes.Zeros ? 0.0 : Arg.None);

            /// <summary>Pads the last dimension by (before, after).</summary>
            public static Tensor pad(Tensor input, (long, long) pad, PaddingModes mode = PaddingModes.Constant, double value = 0) =>
                functional.pad(input, [pad.Item1, pad.Item2], mode, value);

            /// <summary>Pads the last dimension by (before, after) and the one before it likewise.</summary>
            public static Tensor pad(Tensor input, (long, long, long, long) pad, PaddingModes mode = PaddingModes.Constant, double value = 0) =>
                functional.pad(input, [pad.Item1, pad.Item2, pad.Item3, pad.Item4], mode, value);

            /// <summary>Changes the size of (N, C, H, W), to a size or by factors.</summary>
            /// <exception cref="ArgumentException">Not exactly one of size and factors is given, or the mode is not supported.</exception>
            public static Tensor interpolate(Tensor x, long[]? size = null, double[]? scale_factor = null,
                InterpolationMode mode = InterpolationMode.Nearest, bool? align_corners = null, bool recompute_scale_factor = false,
                bool antialias = false)
            {
                if (size is null == scale_factor is null) throw new ArgumentException("Give either size or scale_factor.");
                if (antialias) throw new ArgumentException("interpolate does not support antialias here.");
                int spatial = (int)x.dim() - 2;
                long[]? sizes = size is { Length: 1 } ? [.. Enumerable.Repeat(size[0], spatial)] : size;
                double[]? factors = scale_factor is { Length: 1 } ? [.. Enumerable.Repeat(scale_factor[0], spatial)] : scale_factor;
                if (factors is not null && recompute_scale_factor)
                {
                    long[] from = x.shape[2..];
                    sizes = [.. from.Select((s, d) => (long)Math.Floor(s * factors[d]))];
                    factors = null;
                }
                bool align = align_corners ?? false;
                return (mode, spatial) switch
                {
                    (InterpolationMode.Nearest, 1) => Ops.upsample_nearest1d_vec.Call(x, sizes, factors),
                    (InterpolationMode.Nearest, 2) => Ops.upsample_nearest2d_vec.Call(x, sizes, factors),
                    (InterpolationMode.NearestExact, 2) => Ops._upsample_nearest_exact2d_vec.Call(x, sizes, factors),
                    (InterpolationMode.Bilinear, 2) => Ops.upsample_bilinear2d_vec.Call(x, sizes, align, factors),
                    (InterpolationMode.Bicubic, 2) => Ops.upsample_bicubic2d_vec.Call(x, sizes, align, factors),
                    (InterpolationMode.Area, 2) when sizes is not null => adaptive_avg_pool2d(x, sizes),
                    _ => throw new ArgumentException($"interpolate does not support mode {mode} for {x.dim()} dimensions."),
                };
            }

            /// <summary>Nearest-neighbour enlargement of (N, C, H, W).</summary>
            public static Tensor upsample_nearest2d(Tensor input, long[]? outputSizes = null, double[]? scaleFactors = null) =>
                Ops.upsample_nearest2d_vec.Call(input, outputSizes, scaleFactors);
        }
    }
}
