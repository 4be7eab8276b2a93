namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>x where positive, else alpha * (exp(x) - 1).</summary>
            public static Modules.ELU ELU(double alpha = 1, bool inplace = false) => new(alpha, inplace);
        }
    }
}

namespace TorchSharp.Modules
{
    /// <summary>x where positive, else alpha * (exp(x) - 1).</summary>
    public sealed class ELU : ParameterLessModule<torch.Tensor, torch.Tensor>
    {
        internal ELU(double alpha, bool inplace) : base(nameof(ELU)) => (this.alpha, this.inplace) = (alpha, inplace);

        /// <summary>Writes into its input to save memory.</summary>
        public bool inplace { get; set; }

        /// <summary>Minus the limit towards minus infinity.</summary>
        public double alpha { get; set; }

        /// <summary>x where positive, else alpha * (exp(x) - 1).</summary>
        public override torch.Tensor forward(torch.Tensor tensor) => torch.nn.functional.elu(tensor, alpha, inplace);
    }
}
