using TorchSharp.PInvoke;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>Sum, element by element.</summary>
        public static Tensor operator +(Tensor left, Tensor right) => Ops.add_Tensor.Call(left, right);

        /// <summary>Sum, element by element.</summary>
        public static Tensor operator +(Tensor left, Scalar right) => Ops.add_Scalar.Call(left, right);

        /// <summary>Sum, element by element.</summary>
        public static Tensor operator +(Scalar left, Tensor right) => Ops.add_Scalar.Call(right, left);

        /// <summary>Sum, element by element.</summary>
        public static Tensor operator +(Tensor left, int right) => Ops.add_Scalar.Call(left, right);

        /// <summary>Sum, element by element.</summary>
        public static Tensor operator +(Tensor left, long right) => Ops.add_Scalar.Call(left, right);

        /// <summary>Sum, element by element.</summary>
        public static Tensor operator +(Tensor left, float right) => Ops.add_Scalar.Call(left, right);

        /// <summary>Sum, element by element.</summary>
        public static Tensor operator +(Tensor left, double right) => Ops.add_Scalar.Call(left, right);

        /// <summary>Sum, element by element.</summary>
        public static Tensor operator +(int left, Tensor right) => Ops.add_Scalar.Call(right, left);

        /// <summary>Sum, element by element.</summary>
        public static Tensor operator +(long left, Tensor right) => Ops.add_Scalar.Call(right, left);

        /// <summary>Sum, element by element.</summary>
        public static Tensor operator +(float left, Tensor right) => Ops.add_Scalar.Call(right, left);

        /// <summary>Sum, element by element.</summary>
        public static Tensor operator +(double left, Tensor right) => Ops.add_Scalar.Call(right, left);

        /// <summary>Product, element by element.</summary>
        public static Tensor operator *(Tensor left, Tensor right) => Ops.mul_Tensor.Call(left, right);

        /// <summary>Product, element by element.</summary>
        public static Tensor operator *(Tensor left, Scalar right) => Ops.mul_Scalar.Call(left, right);

        /// <summary>Product, element by element.</summary>
        public static Tensor operator *(Scalar left, Tensor right) => Ops.mul_Scalar.Call(right, left);

        /// <summary>Product, element by element.</summary>
        public static Tensor operator *(Tensor left, int right) => Ops.mul_Scalar.Call(left, right);

        /// <summary>Product, element by element.</summary>
        public static Tensor operator *(Tensor left, long right) => Ops.mul_Scalar.Call(left, right);

        /// <summary>Product, element by element.</summary>
        public static Tensor operator *(Tensor left, float right) => Ops.mul_Scalar.Call(left, right);

        /// <summary>Product, element by element.</summary>
        public static Tensor operator *(Tensor left, double right) => Ops.mul_Scalar.Call(left, right);

        /// <summary>Product, element by element.</summary>
        public static Tensor operator *(int left, Tensor right) => Ops.mul_Scalar.Call(right, left);

        /// <summary>Product, element by element.</summary>
        public static Tensor operator *(long left, Tensor right) => Ops.mul_Scalar.Call(right, left);

        /// <summary>Product, element by element.</summary>
        public static Tensor operator *(float left, Tensor right) => Ops.mul_Scalar.Call(right, left);

        /// <summary>Product, element by element.</summary>
        public static Tensor operator *(double left, Tensor right) => Ops.mul_Scalar.Call(right, left);

        /// <summary>Difference, element by element.</summary>
        public static Tensor operator -(Tensor left, Tensor right) => Ops.sub_Tensor.Call(left, right);

        /// <summary>Difference, element by element.</summary>
        public static Tensor operator -(Tensor left, Scalar right) => Ops.sub_Scalar.Call(left, right);

        /// <summary>Difference, element by element.</summary>
        public static Tensor operator -(Scalar left, Tensor right) => Ops.rsub_Scalar.Call(right, left);

        /// <summary>Difference, element by element.</summary>
        public static Tensor operator -(Tensor left, int right) => Ops.sub_Scalar.Call(left, right);

        /// <summary>Difference, element by element.</summary>
        public static Tensor operator -(Tensor left, long right) => Ops.sub_Scalar.Call(left, right);

        /// <summary>Difference, element by element.</summary>
        public static Tensor operator -(Tensor left, float right) => Ops.sub_Scalar.Call(left, right);

        /// <summary>Difference, element by element.</summary>
        public static Tensor operator -(Tensor left, double right) => Ops.sub_Scalar.Call(left, right);

        /// <summary>Difference, element by element.</summary>
        public static Tensor operator -(int left, Tensor right) => Ops.rsub_Scalar.Call(right, left);

        /// <summary>Difference, element by element.</summary>
        public static Tensor operator -(long left, Tensor right) => Ops.rsub_Scalar.Call(right, left);

        /// <summary>Difference, element by element.</summary>
        public static Tensor operator -(float left, Tensor right) => Ops.rsub_Scalar.Call(right, left);

        /// <summary>Difference, element by element.</summary>
        public static Tensor operator -(double left, Tensor right) => Ops.rsub_Scalar.Call(right, left);

        /// <summary>Quotient, element by element.</summary>
        public static Tensor operator /(Tensor left, Tensor right) => Ops.div_Tensor.Call(left, right);

        /// <summary>Quotient, element by element.</summary>
        public static Tensor operator /(Tensor left, Scalar right) => Ops.div_Scalar.Call(left, right);

        /// <summary>Quotient, element by element.</summary>
        public static Tensor operator /(Scalar left, Tensor right) => DivideInto(left, right);

        /// <summary>Quotient, element by element.</summary>
        public static Tensor operator /(Tensor left, int right) => Ops.div_Scalar.Call(left, right);

        /// <summary>Quotient, element by element.</summary>
        public static Tensor operator /(Tensor left, long right) => Ops.div_Scalar.Call(left, right);

        /// <summary>Quotient, element by element.</summary>
        public static Tensor operator /(Tensor left, float right) => Ops.div_Scalar.Call(left, right);

        /// <summary>Quotient, element by element.</summary>
        public static Tensor operator /(Tensor left, double right) => Ops.div_Scalar.Call(left, right);

        /// <summary>Quotient, element by element.</summary>
        public static Tensor operator /(int left, Tensor right) => DivideInto((long)left, right);

        /// <summary>Quotient, element by element.</summary>
        public static Tensor operator /(long left, Tensor right) => DivideInto((long)left, right);

        /// <summary>Quotient, element by element.</summary>
        public static Tensor operator /(float left, Tensor right) => DivideInto((double)left, right);

        /// <summary>Quotient, element by element.</summary>
        public static Tensor operator /(double left, Tensor right) => DivideInto((double)left, right);

        /// <summary>Remainder, element by element.</summary>
        public static Tensor operator %(Tensor left, Tensor right) => Ops.remainder_Tensor.Call(left, right);

        /// <summary>Remainder, element by element.</summary>
        public static Tensor operator %(Tensor left, Scalar right) => Ops.remainder_Scalar.Call(left, right);

        /// <summary>Remainder, element by element.</summary>
        public static Tensor operator %(Tensor left, int right) => Ops.remainder_Scalar.Call(left, right);

        /// <summary>Remainder, element by element.</summary>
        public static Tensor operator %(Tensor left, long right) => Ops.remainder_Scalar.Call(left, right);

        /// <summary>Remainder, element by element.</summary>
        public static Tensor operator %(Tensor left, float right) => Ops.remainder_Scalar.Call(left, right);

        /// <summary>Remainder, element by element.</summary>
        public static Tensor operator %(Tensor left, double right) => Ops.remainder_Scalar.Call(left, right);

        /// <summary>Bitwise and, element by element.</summary>
        public static Tensor operator &(Tensor left, Tensor right) => Ops.bitwise_and_Tensor.Call(left, right);

        /// <summary>Bitwise or, element by element.</summary>
        public static Tensor operator |(Tensor left, Tensor right) => Ops.bitwise_or_Tensor.Call(left, right);

        /// <summary>Bitwise exclusive or, element by element.</summary>
        public static Tensor operator ^(Tensor left, Tensor right) => Ops.bitwise_xor_Tensor.Call(left, right);

        /// <summary>Minus each element.</summary>
        public static Tensor operator -(Tensor tensor) => tensor.neg();

        /// <summary>Bitwise complement; of truth values, their negation.</summary>
        public static Tensor operator ~(Tensor left) => Ops.bitwise_not.Call(left);

        private static Tensor DivideInto(Arg left, Tensor right)
        {
            using Tensor inverse = right.reciprocal();
            return Ops.mul_Scalar.Call(inverse, left);
        }
    }
}
