namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>max(x, 0).</summary>
            public static Modules.ReLU ReLU(bool inplace = false) => new(inplace);
        }
    }
}

namespace TorchSharp.Modules
{
    /// <summary>max(x, 0).</summary>
    public sealed class ReLU : ParameterLessModule<torch.Tensor, torch.Tensor>
    {
        internal ReLU(bool inplace) : base(nameof(ReLU)) => this.inplace = inplace;

        /// <summary>Writes into its input to save memory.</summary>
        public bool inplace { get; set; }

        /// <summary>max(x, 0).</summary>
        public override torch.Tensor forward(torch.Tensor tensor) => inplace ? tensor.relu_().alias() : tensor.relu();
    }
}
