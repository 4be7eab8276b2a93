namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>Starting values of parameters; each function fills its tensor in place and returns it.</summary>
        public static class init
        {
            /// <summary>Which side of a weight the variance is kept for.</summary>
            public enum FanInOut
            {
                /// <summary>Inputs: activations keep their variance.</summary>
                FanIn,
                /// <summary>Outputs: gradients keep their variance.</summary>
                FanOut,
            }

            /// <summary>What follows the weight.</summary>
            public enum NonlinearityType
            {
                /// <summary>Nothing.</summary>
                Linear,
                /// <summary>A 1-D convolution.</summary>
                Conv1D,
                /// <summary>A 2-D convolution.</summary>
                Conv2D,
                /// <summary>A 3-D convolution.</summary>
                Conv3D,
                /// <summary>A transposed 1-D convolution.</summary>
                ConvTranspose1D,
                /// <summary>A transposed 2-D convolution.</summary>
                ConvTranspose2D,
                /// <summary>A transposed 3-D convolution.</summary>
                ConvTranspose3D,
                /// <summary>A sigmoid.</summary>
                Sigmoid,
                /// <summary>A hyperbolic tangent.</summary>
                Tanh,
                /// <summary>A rectified linear unit.</summary>
                ReLU,
                /// <summary>A leaky rectified linear unit.</summary>
                LeakyReLU,
            }

            private static Tensor Quietly(Tensor tensor, Action<Tensor> fill)
            {
                using IDisposable mode = no_grad();
                fill(tensor);
                return tensor;
            }

            /// <summary>The gain that keeps the variance through a non-linearity; param is the slope of a leaky unit.</summary>
            public static double calculate_gain(NonlinearityType nonlinearity, double param = 0) => nonlinearity switch
            {
                NonlinearityType.Tanh => 5.0 / 3.0,
                NonlinearityType.ReLU => Math.Sqrt(2.0),
                NonlinearityType.LeakyReLU => Math.Sqrt(2.0 / (1 + param * param)),
                _ => 1.0,
            };

            /// <summary>Inputs and outputs of one weight (out, in, ...): channels times kernel area.</summary>
            /// <exception cref="ArgumentException">The tensor has fewer than two dimensions.</exception>
            public static (long fanIn, long fanOut) CalculateFanInAndFanOut(Tensor tensor)
            {
                long[] shape = tensor.shape;
                if (shape.Length < 2) throw new ArgumentException("Fan in and fan out need a tensor of at least 2 dimensions.");
                long area = 1;
                for (int d = 2; d < shape.Length; d++) area *= shape[d];
                return (shape[1] * area, shape[0] * area);
            }

            /// <summary>Fills with 1.</summary>
            public static Tensor ones_(Tensor tensor) => Quietly(tensor, t => t.fill_(1));

            /// <summary>Fills with 0.</summary>
            public static Tensor zeros_(Tensor tensor) => Quietly(tensor, t => t.zero_());

            /// <summary>Fills with a value.</summary>
            public static Tensor constant_(Tensor tensor, Scalar val) => Quietly(tensor, t => t.fill_(val));

            /// <summary>Fills with uniform numbers.</summary>
            public static Tensor uniform_(Tensor tensor, double low = 0, double high = 1, Generator? generator = null) =>
                Quietly(tensor, t => t.uniform_(low, high, generator));

            /// <summary>Fills with normal numbers.</summary>
            public static Tensor normal_(Tensor tensor, double mean = 0, double std = 1, Generator? generator = null) =>
                Quietly(tensor, t => t.normal_(mean, std, generator));

            private static double KaimingDeviation(Tensor tensor, double a, FanInOut mode, NonlinearityType nonlinearity)
            {
                (long fanIn, long fanOut) = CalculateFanInAndFanOut(tensor);
                return calculate_gain(nonlinearity, a) / Math.Sqrt(mode == FanInOut.FanIn ? fanIn : fanOut);
            }

            /// <summary>He et al. 2015: uniform in +-gain * sqrt(3 / fan).</summary>
            public static Tensor kaiming_uniform_(Tensor tensor, double a = 0, FanInOut mode = FanInOut.FanIn,
                NonlinearityType nonlinearity = NonlinearityType.LeakyReLU)
            {
                double bound = Math.Sqrt(3.0) * KaimingDeviation(tensor, a, mode, nonlinearity);
                return uniform_(tensor, -bound, bound);
            }

            /// <summary>He et al. 2015: normal with deviation gain / sqrt(fan).</summary>
            public static Tensor kaiming_normal_(Tensor tensor, double a = 0, FanInOut mode = FanInOut.FanIn,
                NonlinearityType nonlinearity = NonlinearityType.LeakyReLU) => normal_(tensor, 0, KaimingDeviation(tensor, a, mode, nonlinearity));

            /// <summary>Glorot and Bengio 2010: uniform in +-gain * sqrt(6 / (fan in + fan out)).</summary>
            public static Tensor xavier_uniform_(Tensor tensor, double gain = 1)
            {
                (long fanIn, long fanOut) = CalculateFanInAndFanOut(tensor);
                double bound = gain * Math.Sqrt(2.0 / (fanIn + fanOut)) * Math.Sqrt(3.0);
                return uniform_(tensor, -bound, bound);
            }

            /// <summary>Glorot and Bengio 2010: normal with deviation gain * sqrt(2 / (fan in + fan out)).</summary>
            public static Tensor xavier_normal_(Tensor tensor, double gain = 1)
            {
                (long fanIn, long fanOut) = CalculateFanInAndFanOut(tensor);
                return normal_(tensor, 0, gain * Math.Sqrt(2.0 / (fanIn + fanOut)));
            }
        }
    }
}
