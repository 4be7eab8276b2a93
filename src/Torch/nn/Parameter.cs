using TorchSharp.PInvoke;

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>A tensor that is trained; shares the memory of data.</summary>
            public static Modules.Parameter Parameter(Tensor data, bool requires_grad = true) => new(data, requires_grad);
        }
    }
}

namespace TorchSharp.Modules
{
    /// <summary>A tensor that is trained: a leaf of the graph that modules register and optimizers change.</summary>
    public class Parameter : torch.Tensor
    {
        /// <summary>A parameter on the memory of <paramref name="data"/>, which the caller may dispose.</summary>
        public Parameter(torch.Tensor data, bool requires_grad = true) : base(Leaf(data), 0) => this.requires_grad = requires_grad;

        private static unsafe nint Leaf(torch.Tensor data)
        {
            using torch.Tensor leaf = Ops.detach.Call(data);
            return TorchError.Check(NativeMethods.fbt_alias(leaf.Handle));
        }
    }
}
