using TorchSharp.PInvoke;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>True where an element is equal to the other.</summary>
        public Tensor eq(Tensor target) => Ops.eq_Tensor.Call(this, target);

        /// <summary>True where an element is equal to the other.</summary>
        public Tensor eq(Scalar target) => Ops.eq_Scalar.Call(this, target);

        /// <summary>True where an element is different from the other.</summary>
        public Tensor ne(Tensor target) => Ops.ne_Tensor.Call(this, target);

        /// <summary>True where an element is different from the other.</summary>
        public Tensor ne(Scalar target) => Ops.ne_Scalar.Call(this, target);

        /// <summary>True where an element is smaller than the other.</summary>
        public Tensor lt(Tensor target) => Ops.lt_Tensor.Call(this, target);

        /// <summary>True where an element is smaller than the other.</summary>
        public Tensor lt(Scalar target) => Ops.lt_Scalar.Call(this, target);

        /// <summary>True where an element is not larger than the other.</summary>
        public Tensor le(Tensor target) => Ops.le_Tensor.Call(this, target);

        /// <summary>True where an element is not larger than the other.</summary>
        public Tensor le(Scalar target) => Ops.le_Scalar.Call(this, target);

        /// <summary>True where an element is larger than the other.</summary>
        public Tensor gt(Tensor target) => Ops.gt_Tensor.Call(this, target);

        /// <summary>True where an element is larger than the other.</summary>
        public Tensor gt(Scalar target) => Ops.gt_Scalar.Call(this, target);

        /// <summary>True where an element is not smaller than the other.</summary>
        public Tensor ge(Tensor target) => Ops.ge_Tensor.Call(this, target);

        /// <summary>True where an element is not smaller than the other.</summary>
        public Tensor ge(Scalar target) => Ops.ge_Scalar.Call(this, target);

        /// <summary>Logical and of two truth values, element by element.</summary>
        public Tensor logical_and(Tensor other) => Ops.logical_and.Call(this, other);

        /// <summary>Logical or of two truth values, element by element.</summary>
        public Tensor logical_or(Tensor other) => Ops.logical_or.Call(this, other);

        /// <summary>Logical xor of two truth values, element by element.</summary>
        public Tensor logical_xor(Tensor other) => Ops.logical_xor.Call(this, other);

        /// <summary>True when shape and every element are the same.</summary>
        public bool Equals(Tensor target) => Ops.equal.Value(this, target).Long != 0;

        /// <summary>True where an element is equal to the other.</summary>
        public Tensor equal(Tensor target) => this.eq(target);

        /// <summary>True when every |difference| is at most atol + rtol * |target|.</summary>
        public bool allclose(Tensor target, double rtol = 1E-05, double atol = 1E-08, bool equal_nan = false) =>
            Ops.allclose.Value(this, target, rtol, atol, equal_nan).Long != 0;

        /// <summary>True where |difference| is at most atol + rtol * |other|.</summary>
        public Tensor isclose(Tensor other, double rtol = 1E-05, double atol = 1E-08, bool nanEqual = false) =>
            Ops.isclose.Call(this, other, rtol, atol, nanEqual);

        /// <summary>This tensor where the condition holds, y elsewhere.</summary>
        public Tensor where(Tensor condition, Tensor y) => Ops.where_self.Call(condition, this, y);

        /// <summary>A copy with a value wherever the mask is true.</summary>
        public Tensor masked_fill(Tensor mask, Scalar value) => Ops.masked_fill_Scalar.Call(this, mask, value);

        /// <summary>Sets a value wherever the mask is true.</summary>
        public Tensor masked_fill_(Tensor mask, Scalar value)
        {
            Ops.masked_fill__Scalar.InPlace(this, mask, value);
            return this;
        }

        /// <summary>The elements where the mask is true, in order, as a vector.</summary>
        public Tensor masked_select(Tensor mask) => Ops.masked_select.Call(this, mask);

        /// <summary>True where equal, element by element.</summary>
        public static Tensor operator ==(Tensor left, Tensor right) => Ops.eq_Tensor.Call(left, right);

        /// <summary>True where equal, element by element.</summary>
        public static Tensor operator ==(Tensor left, Scalar right) => Ops.eq_Scalar.Call(left, right);

        /// <summary>True where equal, element by element.</summary>
        public static Tensor operator ==(Scalar left, Tensor right) => Ops.eq_Scalar.Call(right, left);

        /// <summary>True where different, element by element.</summary>
        public static Tensor operator !=(Tensor left, Tensor right) => Ops.ne_Tensor.Call(left, right);

        /// <summary>True where different, element by element.</summary>
        public static Tensor operator !=(Tensor left, Scalar right) => Ops.ne_Scalar.Call(left, right);

        /// <summary>True where different, element by element.</summary>
        public static Tensor operator !=(Scalar left, Tensor right) => Ops.ne_Scalar.Call(right, left);

        /// <summary>True where smaller, element by element.</summary>
        public static Tensor operator <(Tensor left, Tensor right) => Ops.lt_Tensor.Call(left, right);

        /// <summary>True where smaller, element by element.</summary>
        public static Tensor operator <(Tensor left, Scalar right) => Ops.lt_Scalar.Call(left, right);

        /// <summary>True where smaller, element by element.</summary>
        public static Tensor operator <(Scalar left, Tensor right) => Ops.gt_Scalar.Call(right, left);

        /// <summary>True where not larger, element by element.</summary>
        public static Tensor operator <=(Tensor left, Tensor right) => Ops.le_Tensor.Call(left, right);

        /// <summary>True where not larger, element by element.</summary>
        public static Tensor operator <=(Tensor left, Scalar right) => Ops.le_Scalar.Call(left, right);

        /// <summary>True where not larger, element by element.</summary>
        public static Tensor operator <=(Scalar left, Tensor right) => Ops.ge_Scalar.Call(right, left);

        /// <summary>True where larger, element by element.</summary>
        public static Tensor operator >(Tensor left, Tensor right) => Ops.gt_Tensor.Call(left, right);

        /// <summary>True where larger, element by element.</summary>
        public static Tensor operator >(Tensor left, Scalar right) => Ops.gt_Scalar.Call(left, right);

        /// <summary>True where larger, element by element.</summary>
        public static Tensor operator >(Scalar left, Tensor right) => Ops.lt_Scalar.Call(right, left);

        /// <summary>True where not smaller, element by element.</summary>
        public static Tensor operator >=(Tensor left, Tensor right) => Ops.ge_Tensor.Call(left, right);

        /// <summary>True where not smaller, element by element.</summary>
        public static Tensor operator >=(Tensor left, Scalar right) => Ops.ge_Scalar.Call(left, right);

        /// <summary>True where not smaller, element by element.</summary>
        public static Tensor operator >=(Scalar left, Tensor right) => Ops.le_Scalar.Call(right, left);
    }

    /// <summary>True when every |difference| is at most atol + rtol * |target|.</summary>
    public static bool allclose(Tensor tensor, Tensor target, double rtol = 1E-05, double atol = 1E-08, bool equal_nan = false) =>
        tensor.allclose(target, rtol, atol, equal_nan);

    /// <summary>True where an element is equal to the other.</summary>
    public static Tensor eq(Tensor left, Tensor right) => left.eq(right);

    /// <summary>True where an element is equal to the other.</summary>
    public static Tensor equal(Tensor tensor, Tensor target) => tensor.equal(target);

    /// <summary>True where an element is not smaller than the other.</summary>
    public static Tensor ge(Tensor left, Tensor right) => left.ge(right);

    /// <summary>True where an element is larger than the other.</summary>
    public static Tensor gt(Tensor left, Tensor right) => left.gt(right);

    /// <summary>True where |difference| is at most atol + rtol * |other|.</summary>
    public static Tensor isclose(Tensor tensor, Tensor other, double rtol = 1E-05, double atol = 1E-08, bool nanEqual = false) =>
        tensor.isclose(other, rtol, atol, nanEqual);

    /// <summary>True where an element is not larger than the other.</summary>
    public static Tensor le(Tensor left, Tensor right) => left.le(right);

    /// <summary>True where an element is smaller than the other.</summary>
    public static Tensor lt(Tensor left, Tensor right) => left.lt(right);

    /// <summary>True where an element is different from the other.</summary>
    public static Tensor ne(Tensor left, Tensor right) => left.ne(right);

    /// <summary>The elements where the mask is true, in order, as a vector.</summary>
    public static Tensor masked_select(Tensor input, Tensor mask) => input.masked_select(mask);

    /// <summary>Logical and of two truth values, element by element.</summary>
    public static Tensor logical_and(Tensor left, Tensor right) => left.logical_and(right);

    /// <summary>Logical or of two truth values, element by element.</summary>
    public static Tensor logical_or(Tensor left, Tensor right) => left.logical_or(right);

    /// <summary>Logical xor of two truth values, element by element.</summary>
    public static Tensor logical_xor(Tensor left, Tensor right) => left.logical_xor(right);

    /// <summary>x where the condition holds, y elsewhere; shapes broadcast.</summary>
    public static Tensor where(Tensor condition, Tensor x, Tensor y) => Ops.where_self.Call(condition, x, y);
}
