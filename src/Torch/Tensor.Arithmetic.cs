using TorchSharp.PInvoke;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>Sum of each pair of elements, shapes broadcast.</summary>
        public Tensor add(Tensor target) => Ops.add_Tensor.Call(this, target);

        /// <summary>Sum of each pair of elements, shapes broadcast, in place.</summary>
        public Tensor add_(Tensor target)
        {
            Ops.add__Tensor.InPlace(this, target);
            return this;
        }

        /// <summary>Sum of each element and a number.</summary>
        public Tensor add(Scalar scalar) => Ops.add_Scalar.Call(this, scalar);

        /// <summary>Sum of each element and a number, in place.</summary>
        public Tensor add_(Scalar scalar)
        {
            Ops.add__Scalar.InPlace(this, scalar);
            return this;
        }

        /// <summary>Difference of each pair of elements, shapes broadcast.</summary>
        public Tensor sub(Tensor target) => Ops.sub_Tensor.Call(this, target);

        /// <summary>Difference of each pair of elements, shapes broadcast, in place.</summary>
        public Tensor sub_(Tensor target)
        {
            Ops.sub__Tensor.InPlace(this, target);
            return this;
        }

        /// <summary>Difference of each element and a number.</summary>
        public Tensor sub(Scalar target) => Ops.sub_Scalar.Call(this, target);

        /// <summary>Difference of each element and a number, in place.</summary>
        public Tensor sub_(Scalar target)
        {
            Ops.sub__Scalar.InPlace(this, target);
            return this;
        }

        /// <summary>Product of each pair of elements, shapes broadcast.</summary>
        public Tensor mul(Tensor target) => Ops.mul_Tensor.Call(this, target);

        /// <summary>Product of each pair of elements, shapes broadcast, in place.</summary>
        public Tensor mul_(Tensor target)
        {
            Ops.mul__Tensor.InPlace(this, target);
            return this;
        }

        /// <summary>Product of each element and a number.</summary>
        public Tensor mul(Scalar target) => Ops.mul_Scalar.Call(this, target);

        /// <summary>Product of each element and a number, in place.</summary>
        public Tensor mul_(Scalar target)
        {
            Ops.mul__Scalar.InPlace(this, target);
            return this;
        }

        /// <summary>Quotient of each pair of elements, shapes broadcast.</summary>
        public Tensor div(Tensor target, RoundingMode rounding_mode = RoundingMode.None) =>
            rounding_mode == RoundingMode.None ? Ops.div_Tensor.Call(this, target) : Ops.div_Tensor_mode.Call(this, target, rounding_mode.ToString());

        /// <summary>Quotient of each pair of elements, shapes broadcast, in place.</summary>
        public Tensor div_(Tensor target, RoundingMode rounding_mode = RoundingMode.None)
        {
            if (rounding_mode == RoundingMode.None) Ops.div__Tensor.InPlace(this, target);
            else Ops.div__Tensor_mode.InPlace(this, target, rounding_mode.ToString());
            return this;
        }

        /// <summary>Quotient of each element and a number.</summary>
        public Tensor div(Scalar target, RoundingMode rounding_mode = RoundingMode.None) =>
            rounding_mode == RoundingMode.None ? Ops.div_Scalar.Call(this, target) : Ops.div_Scalar_mode.Call(this, target, rounding_mode.ToString());

        /// <summary>Quotient of each element and a number, in place.</summary>
        public Tensor div_(Scalar target, RoundingMode rounding_mode = RoundingMode.None)
        {
            if (rounding_mode == RoundingMode.None) Ops.div__Scalar.InPlace(this, target);
            else Ops.div__Scalar_mode.InPlace(this, target, rounding_mode.ToString());
            return this;
        }

        /// <summary>this + alpha * target.</summary>
        public Tensor add(Tensor target, Scalar alpha) => Ops.add_Tensor.Call(this, target, alpha);

        /// <summary>this + alpha * target, in place.</summary>
        public Tensor add_(Tensor target, Scalar alpha)
        {
            Ops.add__Tensor.InPlace(this, target, alpha);
            return this;
        }

        /// <summary>this + value * tensor1 * tensor2.</summary>
        public Tensor addcmul(Tensor tensor1, Tensor tensor2, Scalar value) => Ops.addcmul.Call(this, tensor1, tensor2, value);

        /// <summary>this + value * tensor1 * tensor2, in place.</summary>
        public Tensor addcmul_(Tensor tensor1, Tensor tensor2, Scalar value)
        {
            Ops.addcmul_.InPlace(this, tensor1, tensor2, value);
            return this;
        }

        /// <summary>this + value * tensor1 / tensor2.</summary>
        public Tensor addcdiv(Tensor tensor1, Tensor tensor2, Scalar value) => Ops.addcdiv.Call(this, tensor1, tensor2, value);

        /// <summary>this + value * tensor1 / tensor2, in place.</summary>
        public Tensor addcdiv_(Tensor tensor1, Tensor tensor2, Scalar value)
        {
            Ops.addcdiv_.InPlace(this, tensor1, tensor2, value);
            return this;
        }

        /// <summary>Each element to the power of the exponent at its place.</summary>
        public Tensor pow(Tensor exponent) => Ops.pow_Tensor_Tensor.Call(this, exponent);

        /// <summary>Each element to a power.</summary>
        public Tensor pow(Scalar exponent) => Ops.pow_Tensor_Scalar.Call(this, exponent);

        /// <summary>Each element to a power, in place.</summary>
        public Tensor pow_(Scalar exponent)
        {
            Ops.pow__Scalar.InPlace(this, exponent);
            return this;
        }

        /// <summary>Remainder of the division, with the sign of the divisor.</summary>
        public Tensor remainder(Tensor target) => Ops.remainder_Tensor.Call(this, target);

        /// <summary>Remainder of the division, with the sign of the divisor.</summary>
        public Tensor remainder(Scalar scalar) => Ops.remainder_Scalar.Call(this, scalar);

        /// <summary>Quotient rounded down.</summary>
        public Tensor floor_divide(Tensor other) => Ops.floor_divide.Call(this, other);

        /// <summary>Quotient rounded down.</summary>
        public Tensor floor_divide(Scalar other) => Ops.floor_divide_Scalar.Call(this, other);

        /// <summary>The larger of each pair of elements.</summary>
        public Tensor maximum(Tensor other) => Ops.maximum.Call(this, other);

        /// <summary>The smaller of each pair of elements.</summary>
        public Tensor minimum(Tensor other) => Ops.minimum.Call(this, other);

        /// <summary>Angle in radians of the vector (other, this).</summary>
        public Tensor atan2(Tensor other) => Ops.atan2.Call(this, other);

        /// <summary>Matrix product; leading dimensions broadcast.</summary>
        public Tensor matmul(Tensor target) => Ops.matmul.Call(this, target);

        /// <summary>Product of two matrices.</summary>
        public Tensor mm(Tensor target) => Ops.mm.Call(this, target);

        /// <summary>Products of two batches of matrices.</summary>
        public Tensor bmm(Tensor batch2) => Ops.bmm.Call(this, batch2);

        /// <summary>Scalar product of two vectors.</summary>
        public Tensor dot(Tensor target) => Ops.dot.Call(this, target);

        /// <summary>Sets every element to a value.</summary>
        public Tensor fill_(Scalar value)
        {
            Ops.fill__Scalar.InPlace(this, value);
            return this;
        }

        /// <summary>Sets every element to 0.</summary>
        public Tensor zero_()
        {
            Ops.zero_.InPlace(this);
            return this;
        }

        /// <summary>Copies the elements of another tensor, which may have another type or device, into this one.</summary>
        public Tensor copy_(Tensor source, bool nonBlocking = false)
        {
            Ops.copy_.InPlace(this, source, nonBlocking);
            return this;
        }
    }

    /// <summary>Products of two batches of matrices.</summary>
    public static Tensor bmm(Tensor input, Tensor batch2) => input.bmm(batch2);

    /// <summary>Scalar product of two vectors.</summary>
    public static Tensor dot(Tensor input, Tensor other) => input.dot(other);

    /// <summary>Matrix product; leading dimensions broadcast.</summary>
    public static Tensor matmul(Tensor input, Tensor target) => input.matmul(target);

    /// <summary>Product of two matrices.</summary>
    public static Tensor mm(Tensor input, Tensor target) => input.mm(target);

    /// <summary>The larger of each pair of elements.</summary>
    public static Tensor maximum(Tensor input, Tensor other) => input.maximum(other);

    /// <summary>The smaller of each pair of elements.</summary>
    public static Tensor minimum(Tensor input, Tensor other) => input.minimum(other);

    /// <summary>Sum of each pair of elements, shapes broadcast.</summary>
    public static Tensor add(Tensor left, Tensor right) => left.add(right);

    /// <summary>Sum of each element and a number.</summary>
    public static Tensor add(Tensor left, Scalar right) => left.add(right);

    /// <summary>this + alpha * target.</summary>
    public static Tensor add(Tensor left, Tensor right, Scalar alpha) => left.add(right, alpha);

    /// <summary>this + value * tensor1 / tensor2.</summary>
    public static Tensor addcdiv(Tensor input, Tensor tensor1, Tensor tensor2, Scalar value) => input.addcdiv(tensor1, tensor2, value);

    /// <summary>this + value * tensor1 * tensor2.</summary>
    public static Tensor addcmul(Tensor input, Tensor tensor1, Tensor tensor2, Scalar value) => input.addcmul(tensor1, tensor2, value);

    /// <summary>Angle in radians of the vector (other, this).</summary>
    public static Tensor atan2(Tensor input, Tensor other) => input.atan2(other);

    /// <summary>Quotient of each pair of elements, shapes broadcast.</summary>
    public static Tensor div(Tensor left, Tensor right, RoundingMode rounding_mode = RoundingMode.None) => left.div(right, rounding_mode);

    /// <summary>Quotient of each element and a number.</summary>
    public static Tensor div(Tensor left, Scalar right, RoundingMode rounding_mode = RoundingMode.None) => left.div(right, rounding_mode);

    /// <summary>Quotient rounded down.</summary>
    public static Tensor floor_divide(Tensor input, Tensor other) => input.floor_divide(other);

    /// <summary>Product of each pair of elements, shapes broadcast.</summary>
    public static Tensor mul(Tensor left, Tensor right) => left.mul(right);

    /// <summary>Product of each element and a number.</summary>
    public static Tensor mul(Tensor left, Scalar right) => left.mul(right);

    /// <summary>Each element to the power of the exponent at its place.</summary>
    public static Tensor pow(Tensor left, Tensor exponent) => left.pow(exponent);

    /// <summary>Each element to a power.</summary>
    public static Tensor pow(Tensor left, Scalar exponent) => left.pow(exponent);

    /// <summary>Remainder of the division, with the sign of the divisor.</summary>
    public static Tensor remainder(Tensor left, Tensor right) => left.remainder(right);

    /// <summary>Remainder of the division, with the sign of the divisor.</summary>
    public static Tensor remainder(Tensor left, Scalar right) => left.remainder(right);

    /// <summary>Difference of each pair of elements, shapes broadcast.</summary>
    public static Tensor sub(Tensor left, Tensor right) => left.sub(right);

    /// <summary>Difference of each element and a number.</summary>
    public static Tensor sub(Tensor left, Scalar right) => left.sub(right);
}
