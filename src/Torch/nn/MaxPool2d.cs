namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>The maximum of each square window; stride defaults to the window.</summary>
            public static Modules.MaxPool2d MaxPool2d(long kernel_size, long? stride = null, long? padding = null, long? dilation = null,
                bool ceil_mode = false) =>
                new([kernel_size, kernel_size], stride is { } s ? [s, s] : null, padding is { } p ? [p, p] : null, dilation is { } d ? [d, d] : null,
                    ceil_mode);

            /// <summary>The maximum of each window; pairs are (y, x).</summary>
            public static Modules.MaxPool2d MaxPool2d((long, long) kernel_size, (long, long)? stride = null, (long, long)? padding = null,
                (long, long)? dilation = null, bool ceil_mode = false) =>
                new(Both(kernel_size), stride is { } s ? Both(s) : null, padding is { } p ? Both(p) : null, dilation is { } d ? Both(d) : null, ceil_mode);

            /// <summary>The maximum of each window.</summary>
            public static Modules.MaxPool2d MaxPool2d(long[] kernel_size, long[]? stride = null, long[]? padding = null, long[]? dilation = null,
                bool ceil_mode = false) => new(kernel_size, stride, padding, dilation, ceil_mode);
        }
    }
}

namespace TorchSharp.Modules
{
    /// <summary>The maximum of each window of (N, C, H, W).</summary>
    public sealed class MaxPool2d : ParameterLessModule<torch.Tensor, torch.Tensor>
    {
        internal MaxPool2d(long[] kernelSize, long[]? stride, long[]? padding, long[]? dilation, bool ceilMode) : base(nameof(MaxPool2d))
        {
            kernel_size = kernelSize;
            this.stride = stride;
            this.padding = padding;
            this.dilation = dilation;
            ceil_mode = ceilMode;
        }

        /// <summary>Size of the window.</summary>
        public long[] kernel_size { get; set; }

        /// <summary>Step of the window; null: its size.</summary>
        public long[]? stride { get; set; }

        /// <summary>Pixels added at each side.</summary>
        public long[]? padding { get; set; }

        /// <summary>Distance of the taps.</summary>
        public long[]? dilation { get; set; }

        /// <summary>True: a window that is partly outside counts.</summary>
        public bool ceil_mode { get; set; }

        /// <summary>(N, C, H, W) to (N, C, H', W').</summary>
        public override torch.Tensor forward(torch.Tensor input) =>
            torch.nn.functional.max_pool2d(input, kernel_size, stride, padding, dilation, ceil_mode);
    }
}
