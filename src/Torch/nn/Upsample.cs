namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>Enlarges (N, C, H, W) to a size or by factors.</summary>
            public static Modules.Upsample Upsample(long[]? size = null, double[]? scale_factor = null, UpsampleMode mode = UpsampleMode.Nearest,
                bool? align_corners = null, bool? recompute_scale_factor = null) => new(size, scale_factor, mode, align_corners, recompute_scale_factor);
        }
    }
}

namespace TorchSharp.Modules
{
    /// <summary>Enlarges images.</summary>
    public sealed class Upsample : ParameterLessModule<torch.Tensor, torch.Tensor>
    {
        private readonly long[]? sizes;
        private readonly double[]? factors;

        internal Upsample(long[]? size, double[]? scaleFactor, torch.UpsampleMode mode, bool? alignCorners, bool? recompute)
            : base(nameof(Upsample))
        {
            sizes = size;
            factors = scaleFactor;
            this.mode = mode;
            align_corners = alignCorners;
            recompute_scale_factor = recompute;
        }

        /// <summary>How values between pixels are found.</summary>
        public torch.UpsampleMode mode { get; }

        /// <summary>True: corner pixels keep their place.</summary>
        public bool? align_corners { get; }

        /// <summary>True: the factor is computed again from the sizes.</summary>
        public bool? recompute_scale_factor { get; set; }

        /// <summary>The size of the output, when given.</summary>
        public ReadOnlySpan<long> size => sizes;

        /// <summary>The factors, when given.</summary>
        public ReadOnlySpan<double> scale_factor => factors;

        /// <summary>(N, C, H, W) to (N, C, H', W').</summary>
        public override torch.Tensor forward(torch.Tensor input) => torch.nn.functional.interpolate(input, sizes, factors,
            (torch.InterpolationMode)mode, align_corners, recompute_scale_factor ?? false);
    }
}
