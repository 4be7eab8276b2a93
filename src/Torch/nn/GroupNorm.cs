namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>Normalises groups of channels of each sample by their own mean and variance.</summary>
            public static Modules.GroupNorm GroupNorm(long num_groups, long num_channels, double eps = 1e-05, bool affine = true,
                Device? device = null, ScalarType? dtype = null) => new(num_groups, num_channels, eps, affine, device, dtype);
        }
    }
}

namespace TorchSharp.Modules
{
    /// <summary>Normalises groups of channels of each sample.</summary>
    public sealed class GroupNorm : torch.nn.Module<torch.Tensor, torch.Tensor>
    {
        internal GroupNorm(long numGroups, long numChannels, double eps, bool affine, torch.Device? device, torch.ScalarType? dtype)
            : base(nameof(GroupNorm))
        {
            num_groups = numGroups;
            this.eps = eps;
            this.affine = affine;
            if (!affine) return;
            using torch.Tensor ones = torch.ones(numChannels, dtype, device);
            using torch.Tensor zeros = torch.zeros(numChannels, dtype, device);
            weight = new Parameter(ones);
            bias = new Parameter(zeros);
            register_parameter(nameof(weight), weight);
            register_parameter(nameof(bias), bias);
        }

        /// <summary>The scale of each channel; null when not affine.</summary>
        public Parameter? weight { get; }

        /// <summary>The shift of each channel; null when not affine.</summary>
        public Parameter? bias { get; }

        /// <summary>Number of groups.</summary>
        public long num_groups { get; }

        /// <summary>Added to the variance.</summary>
        public double eps { get; }

        /// <summary>True with weight and bias.</summary>
        public bool affine { get; }

        /// <summary>(N, C, ...), normalised.</summary>
        public override torch.Tensor forward(torch.Tensor tensor) => torch.nn.functional.group_norm(tensor, num_groups, weight, bias, eps);
    }
}
