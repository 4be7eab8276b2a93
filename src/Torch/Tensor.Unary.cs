using TorchSharp.PInvoke;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
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

        /// <summary>Error function.</summary>
        public Tensor erf() => Ops.erf.Call(this);

        /// <summary>Error function, in place.</summary>
        public Tensor erf_()
        {
            Ops.erf_.InPlace(this);
            return this;
        }

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
}
