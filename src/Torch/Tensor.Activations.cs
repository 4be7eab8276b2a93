using TorchSharp.PInvoke;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>Gaussian error linear unit, exact form.</summary>
        public Tensor gelu() => Ops.gelu.Call(this);

        /// <summary>max(x, 0).</summary>
        public Tensor relu() => Ops.relu.Call(this);

        /// <summary>max(x, 0), in place.</summary>
        public Tensor relu_()
        {
            Ops.relu_.InPlace(this);
            return this;
        }

        /// <summary>1 / (1 + exp(-x)).</summary>
        public Tensor sigmoid() => Ops.sigmoid.Call(this);

        /// <summary>1 / (1 + exp(-x)), in place.</summary>
        public Tensor sigmoid_()
        {
            Ops.sigmoid_.InPlace(this);
            return this;
        }

        /// <summary>x * sigmoid(x).</summary>
        public Tensor silu() => Ops.silu.Call(this);

        /// <summary>x * sigmoid(x), in place.</summary>
        public Tensor silu_()
        {
            Ops.silu_.InPlace(this);
            return this;
        }

        /// <summary>x where positive, else alpha * (exp(x) - 1).</summary>
        public Tensor elu(double alpha = 1) => Ops.elu.Call(this, alpha);

        /// <summary>x where positive, else alpha * (exp(x) - 1), in place.</summary>
        public Tensor elu_(double alpha = 1)
        {
            Ops.elu_.InPlace(this, alpha);
            return this;
        }

        /// <summary>x where positive, else negative_slope * x.</summary>
        public Tensor leaky_relu(Scalar negative_slope) => Ops.leaky_relu.Call(this, negative_slope);

        /// <summary>x where positive, else negative_slope * x, in place.</summary>
        public Tensor leaky_relu_(Scalar negative_slope)
        {
            Ops.leaky_relu_.InPlace(this, negative_slope);
            return this;
        }

        /// <summary>log(1 + exp(beta * x)) / beta, linear above the threshold.</summary>
        public Tensor softplus(double beta = 1, double threshold = 20) => Ops.softplus.Call(this, beta, threshold);

        /// <summary>Exponentials of the elements divided by their sum along a dimension.</summary>
        public Tensor softmax(long dim, ScalarType? dtype = null) => Ops.softmax_int.Call(this, dim, dtype);

        /// <summary>Logarithm of the softmax along a dimension.</summary>
        public Tensor log_softmax(long dim, ScalarType? dtype = null) => Ops.log_softmax_int.Call(this, dim, dtype);
    }
}
