using TorchSharp.PInvoke;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>Gaussian error linear unit, exact form.</summary>
        public Tensor gelu() => Ops.gelu.Call(this);

        /// <summary>Absolute value of each element.</summary>
        public Tensor abs() => Ops.abs.Call(this);

        /// <summary>Absolute value of each element, in place.</summary>
        public Tensor abs_()
        {
            Ops.abs_.InPlace(this);
            return this;
        }

        /// <summary>Minus each element.</summary>
        public Tensor neg() => Ops.neg.Call(this);

        /// <summary>Minus each element, in place.</summary>
        public Tensor neg_()
        {
            Ops.neg_.InPlace(this);
            return this;
        }

        /// <summary>e to the power of each element.</summary>
        public Tensor exp() => Ops.exp.Call(this);

        /// <summary>e to the power of each element, in place.</summary>
        public Tensor exp_()
        {
            Ops.exp_.InPlace(this);
            return this;
        }

        /// <summary>exp(x) - 1, accurate near 0.</summary>
        public Tensor expm1() => Ops.expm1.Call(this);

        /// <summary>exp(x) - 1, accurate near 0, in place.</summary>
        public Tensor expm1_()
        {
            Ops.expm1_.InPlace(this);
            return this;
        }

        /// <summary>Natural logarithm of each element.</summary>
        public Tensor log() => Ops.log.Call(this);

        /// <summary>Natural logarithm of each element, in place.</summary>
        public Tensor log_()
        {
            Ops.log_.InPlace(this);
            return this;
        }

        /// <summary>log(1 + x), accurate near 0.</summary>
        public Tensor log1p() => Ops.log1p.Call(this);

        /// <summary>log(1 + x), accurate near 0, in place.</summary>
        public Tensor log1p_()
        {
            Ops.log1p_.InPlace(this);
            return this;
        }

        /// <summary>Logarithm to base 2.</summary>
        public Tensor log2() => Ops.log2.Call(this);

        /// <summary>Logarithm to base 2, in place.</summary>
        public Tensor log2_()
        {
            Ops.log2_.InPlace(this);
            return this;
        }

        /// <summary>Logarithm to base 10.</summary>
        public Tensor log10() => Ops.log10.Call(this);

        /// <summary>Logarithm to base 10, in place.</summary>
        public Tensor log10_()
        {
            Ops.log10_.InPlace(this);
            return this;
        }

        /// <summary>Square root of each element.</summary>
        public Tensor sqrt() => Ops.sqrt.Call(this);

        /// <summary>Square root of each element, in place.</summary>
        public Tensor sqrt_()
        {
            Ops.sqrt_.InPlace(this);
            return this;
        }

        /// <summary>1 / square root of each element.</summary>
        public Tensor rsqrt() => Ops.rsqrt.Call(this);

        /// <summary>1 / square root of each element, in place.</summary>
        public Tensor rsqrt_()
        {
            Ops.rsqrt_.InPlace(this);
            return this;
        }

        /// <summary>Square of each element.</summary>
        public Tensor square() => Ops.square.Call(this);

        /// <summary>1 / x.</summary>
        public Tensor reciprocal() => Ops.reciprocal.Call(this);

        /// <summary>1 / x, in place.</summary>
        public Tensor reciprocal_()
        {
            Ops.reciprocal_.InPlace(this);
            return this;
        }

        /// <summary>Largest whole number not above each element.</summary>
        public Tensor floor() => Ops.floor.Call(this);

        /// <summary>Largest whole number not above each element, in place.</summary>
        public Tensor floor_()
        {
            Ops.floor_.InPlace(this);
            return this;
        }

        /// <summary>Smallest whole number not below each element.</summary>
        public Tensor ceil() => Ops.ceil.Call(this);

        /// <summary>Smallest whole number not below each element, in place.</summary>
        public Tensor ceil_()
        {
            Ops.ceil_.InPlace(this);
            return this;
        }

        /// <summary>Each element without its fraction.</summary>
        public Tensor trunc() => Ops.trunc.Call(this);

        /// <summary>Each element without its fraction, in place.</summary>
        public Tensor trunc_()
        {
            Ops.trunc_.InPlace(this);
            return this;
        }

        /// <summary>-1, 0 or 1 by the sign of each element.</summary>
        public Tensor sign() => Ops.sign.Call(this);

        /// <summary>-1, 0 or 1 by the sign of each element, in place.</summary>
        public Tensor sign_()
        {
            Ops.sign_.InPlace(this);
            return this;
        }

        /// <summary>Sine.</summary>
        public Tensor sin() => Ops.sin.Call(this);

        /// <summary>Sine, in place.</summary>
        public Tensor sin_()
        {
            Ops.sin_.InPlace(this);
            return this;
        }

        /// <summary>Cosine.</summary>
        public Tensor cos() => Ops.cos.Call(this);

        /// <summary>Cosine, in place.</summary>
        public Tensor cos_()
        {
            Ops.cos_.InPlace(this);
            return this;
        }

        /// <summary>Tangent.</summary>
        public Tensor tan() => Ops.tan.Call(this);

        /// <summary>Tangent, in place.</summary>
        public Tensor tan_()
        {
            Ops.tan_.InPlace(this);
            return this;
        }

        /// <summary>Hyperbolic tangent.</summary>
        public Tensor tanh() => Ops.tanh.Call(this);

        /// <summary>Hyperbolic tangent, in place.</summary>
        public Tensor tanh_()
        {
            Ops.tanh_.InPlace(this);
            return this;
        }

        /// <summary>Arc tangent in radians.</summary>
        public Tensor atan() => Ops.atan.Call(this);

        /// <summary>Arc tangent in radians, in place.</summary>
        public Tensor atan_()
        {
            Ops.atan_.InPlace(this);
            return this;
        }

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

        /// <summary>True where an element is not a number.</summary>
        public Tensor isnan() => Ops.isnan.Call(this);

        /// <summary>True where an element is neither infinite nor not a number.</summary>
        public Tensor isfinite() => Ops.isfinite.Call(this);

        /// <summary>True where an element is infinite.</summary>
        public Tensor isinf() => Ops.isinf.Call(this);

        /// <summary>True where an element is zero.</summary>
        public Tensor logical_not() => Ops.logical_not.Call(this);

        /// <summary>True where an element is zero, in place.</summary>
        public Tensor logical_not_()
        {
            Ops.logical_not_.InPlace(this);
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

        /// <summary>Error function.</summary>
        public Tensor erf() => Ops.erf.Call(this);

        /// <summary>Error function, in place.</summary>
        public Tensor erf_()
        {
            Ops.erf_.InPlace(this);
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

        /// <summary>Elements below min become min, above max become max.</summary>
        public Tensor clamp(Scalar? min = null, Scalar? max = null) => Ops.clamp.Call(this, min, max);

        /// <summary>Elements below min become min, above max become max, element by element.</summary>
        public Tensor clamp(Tensor? min = null, Tensor? max = null) => Ops.clamp_Tensor.Call(this, min, max);

        /// <summary>Elements below min become min, above max become max, in place.</summary>
        public Tensor clamp_(Scalar? min = null, Scalar? max = null)
        {
            Ops.clamp_.InPlace(this, min, max);
            return this;
        }

        /// <summary>Elements below min become min.</summary>
        public Tensor clamp_min(Scalar min) => Ops.clamp_min.Call(this, min);

        /// <summary>Elements below min become min, in place.</summary>
        public Tensor clamp_min_(Scalar min)
        {
            Ops.clamp_min_.InPlace(this, min);
            return this;
        }

        /// <summary>Elements above max become max.</summary>
        public Tensor clamp_max(Scalar max) => Ops.clamp_max.Call(this, max);

        /// <summary>Elements above max become max, in place.</summary>
        public Tensor clamp_max_(Scalar max)
        {
            Ops.clamp_max_.InPlace(this, max);
            return this;
        }

        /// <summary>Rounds to a number of decimals, halves to even.</summary>
        public Tensor round(long decimals = 0) => decimals == 0 ? Ops.round.Call(this) : Ops.round_decimals.Call(this, decimals);
    }

    /// <summary>True where an element is neither infinite nor not a number.</summary>
    public static Tensor isfinite(Tensor tensor) => tensor.isfinite();

    /// <summary>True where an element is infinite.</summary>
    public static Tensor isinf(Tensor tensor) => tensor.isinf();

    /// <summary>True where an element is not a number.</summary>
    public static Tensor isnan(Tensor input) => input.isnan();

    /// <summary>Elements above max become max.</summary>
    public static Tensor clamp_max(Tensor input, Scalar max) => input.clamp_max(max);

    /// <summary>Elements below min become min.</summary>
    public static Tensor clamp_min(Tensor input, Scalar min) => input.clamp_min(min);

    /// <summary>Absolute value of each element.</summary>
    public static Tensor abs(Tensor input) => input.abs();

    /// <summary>Arc tangent in radians.</summary>
    public static Tensor atan(Tensor input) => input.atan();

    /// <summary>Smallest whole number not below each element.</summary>
    public static Tensor ceil(Tensor input) => input.ceil();

    /// <summary>Elements below min become min, above max become max.</summary>
    public static Tensor clamp(Tensor input, Scalar? min = null, Scalar? max = null) => input.clamp(min, max);

    /// <summary>Elements below min become min, above max become max, element by element.</summary>
    public static Tensor clamp(Tensor input, Tensor? min = null, Tensor? max = null) => input.clamp(min, max);

    /// <summary>Cosine.</summary>
    public static Tensor cos(Tensor input) => input.cos();

    /// <summary>Error function.</summary>
    public static Tensor erf(Tensor input) => input.erf();

    /// <summary>e to the power of each element.</summary>
    public static Tensor exp(Tensor input) => input.exp();

    /// <summary>exp(x) - 1, accurate near 0.</summary>
    public static Tensor expm1(Tensor input) => input.expm1();

    /// <summary>Largest whole number not above each element.</summary>
    public static Tensor floor(Tensor input) => input.floor();

    /// <summary>Natural logarithm of each element.</summary>
    public static Tensor log(Tensor input) => input.log();

    /// <summary>Logarithm to base 10.</summary>
    public static Tensor log10(Tensor input) => input.log10();

    /// <summary>log(1 + x), accurate near 0.</summary>
    public static Tensor log1p(Tensor input) => input.log1p();

    /// <summary>Logarithm to base 2.</summary>
    public static Tensor log2(Tensor input) => input.log2();

    /// <summary>True where an element is zero.</summary>
    public static Tensor logical_not(Tensor input) => input.logical_not();

    /// <summary>Minus each element.</summary>
    public static Tensor neg(Tensor input) => input.neg();

    /// <summary>1 / x.</summary>
    public static Tensor reciprocal(Tensor input) => input.reciprocal();

    /// <summary>Rounds to a number of decimals, halves to even.</summary>
    public static Tensor round(Tensor input, long decimals = 0) => input.round(decimals);

    /// <summary>1 / square root of each element.</summary>
    public static Tensor rsqrt(Tensor input) => input.rsqrt();

    /// <summary>1 / (1 + exp(-x)).</summary>
    public static Tensor sigmoid(Tensor input) => input.sigmoid();

    /// <summary>-1, 0 or 1 by the sign of each element.</summary>
    public static Tensor sign(Tensor input) => input.sign();

    /// <summary>Sine.</summary>
    public static Tensor sin(Tensor input) => input.sin();

    /// <summary>Square root of each element.</summary>
    public static Tensor sqrt(Tensor input) => input.sqrt();

    /// <summary>Square of each element.</summary>
    public static Tensor square(Tensor input) => input.square();

    /// <summary>Tangent.</summary>
    public static Tensor tan(Tensor input) => input.tan();

    /// <summary>Hyperbolic tangent.</summary>
    public static Tensor tanh(Tensor input) => input.tanh();

    /// <summary>Each element without its fraction.</summary>
    public static Tensor trunc(Tensor input) => input.trunc();
}
