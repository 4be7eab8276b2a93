namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>x W^T + b: (..., inputSize) to (..., outputSize).</summary>
            public static Modules.Linear Linear(long inputSize, long outputSize, bool hasBias = true, Device? device = null, ScalarType? dtype = null) =>
                new(inputSize, outputSize, hasBias, device, dtype);
        }
    }
}

namespace TorchSharp.Modules
{
    /// <summary>A matrix product with a learned matrix, and a learned shift.</summary>
    public sealed class Linear : torch.nn.Module<torch.Tensor, torch.Tensor>
    {
        internal Linear(long inputSize, long outputSize, bool hasBias, torch.Device? device, torch.ScalarType? dtype) : base(nameof(Linear))
        {
            in_features = inputSize;
            out_features = outputSize;
            using torch.Tensor w = torch.empty(outputSize, inputSize, dtype, device);
            weight = new Parameter(w);
            register_parameter(nameof(weight), weight);
            torch.nn.init.kaiming_uniform_(weight, Math.Sqrt(5));
            if (!hasBias) return;
            using torch.Tensor b = torch.empty(outputSize, dtype, device);
            bias = new Parameter(b);
            register_parameter(nameof(bias), bias);
            double bound = inputSize > 0 ? 1 / Math.Sqrt(inputSize) : 0;
            torch.nn.init.uniform_(bias, -bound, bound);
        }

        /// <summary>The matrix (out_features, in_features).</summary>
        public Parameter weight { get; }

        /// <summary>The shift (out_features); null without.</summary>
        public Parameter? bias { get; }

        /// <summary>Numbers per input.</summary>
        public long in_features { get; }

        /// <summary>Numbers per output.</summary>
        public long out_features { get; }

        /// <summary>(..., in_features) to (..., out_features).</summary>
        public override torch.Tensor forward(torch.Tensor tensor) => torch.nn.functional.linear(tensor, weight, bias);
    }
}
