namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>In training sets each element to 0 with probability p and scales the others by 1 / (1 - p).</summary>
            public static Modules.Dropout Dropout(double p = 0.5, bool inplace = false) => new(p, inplace);
        }
    }
}

namespace TorchSharp.Modules
{
    /// <summary>In training sets each element to 0 with probability p and scales the others by 1 / (1 - p).</summary>
    public sealed class Dropout : ParameterLessModule<torch.Tensor, torch.Tensor>
    {
        internal Dropout(double p, bool inplace) : base(nameof(Dropout))
        {
            if (p is not (>= 0 and <= 1)) throw new ArgumentException($"The dropout probability must be within 0..1, not {p}.");
            (this.p, this.inplace) = (p, inplace);
        }

        /// <summary>Probability of 0.</summary>
        public double p { get; set; }

        /// <summary>Writes into its input to save memory.</summary>
        public bool inplace { get; set; }

        /// <summary>In training sets each element to 0 with probability p and scales the others by 1 / (1 - p).</summary>
        public override torch.Tensor forward(torch.Tensor tensor) => torch.nn.functional.dropout(tensor, p, training, inplace);
    }
}
