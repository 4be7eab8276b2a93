namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>The input itself.</summary>
            public static Modules.Identity Identity() => new();
        }
    }
}

namespace TorchSharp.Modules
{
    /// <summary>The input itself.</summary>
    public sealed class Identity : ParameterLessModule<torch.Tensor, torch.Tensor>
    {
        internal Identity() : base(nameof(Identity)) { }


        /// <summary>The input itself.</summary>
        public override torch.Tensor forward(torch.Tensor tensor) => tensor.alias();
    }
}
