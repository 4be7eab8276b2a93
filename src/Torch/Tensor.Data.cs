using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TorchSharp.PInvoke;
using TorchSharp.Utils;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>
        /// The memory of a contiguous CPU tensor, in row-major order; valid as long as the tensor lives. Setting copies into it.
        /// </summary>
        /// <exception cref="InvalidOperationException">The tensor is elsewhere or strided; use .cpu().contiguous().</exception>
        public unsafe Span<byte> bytes
        {
            get
            {
                if (!is_cpu()) throw new InvalidOperationException($"The tensor is on {device}; its bytes are read after .cpu().");
                if (!is_contiguous()) throw new InvalidOperationException("The tensor is not contiguous; its bytes are read after .contiguous().");
                long n = numel() * element_size();
                if (n == 0) return default;
                return new Span<byte>((void*)TorchError.Check((nint)NativeMethods.fbt_data(Handle)), checked((int)n));
            }
            set
            {
                Span<byte> own = bytes;
                if (value.Length != own.Length)
                    throw new ArgumentException($"The tensor holds {own.Length} bytes, not {value.Length}.", nameof(value));
                value.CopyTo(own);
            }
        }

        internal unsafe void* DataPointer => (void*)NativeMethods.fbt_data(Handle);

        /// <summary>The elements as C# values of the same type, in row-major order whatever the memory layout.</summary>
        /// <exception cref="ArgumentException">The element type differs from <typeparamref name="T"/>.</exception>
        public TensorAccessor<T> data<T>() where T : unmanaged => new(this);

        /// <summary>The value of a tensor with one element, of exactly its type.</summary>
        public T item<T>() where T : unmanaged
        {
            if (numel() != 1) throw new ArgumentException($"Only a tensor with one element has an item; this one has {numel()}.");
            RequireElements<T>();
            Scalar value = ToScalar();
            if (typeof(T) == typeof(float)) return Cast<float, T>((float)value.AsDouble);
            if (typeof(T) == typeof(double)) return Cast<double, T>(value.AsDouble);
            if (typeof(T) == typeof(long)) return Cast<long, T>(value.AsLong);
            if (typeof(T) == typeof(int)) return Cast<int, T>((int)value.AsLong);
            if (typeof(T) == typeof(short)) return Cast<short, T>((short)value.AsLong);
            if (typeof(T) == typeof(sbyte)) return Cast<sbyte, T>((sbyte)value.AsLong);
            if (typeof(T) == typeof(byte)) return Cast<byte, T>((byte)value.AsLong);
            if (typeof(T) == typeof(bool)) return Cast<bool, T>(value.AsLong != 0);
            return Cast<Half, T>((Half)value.AsDouble);
        }

        private static TTo Cast<TFrom, TTo>(TFrom value) where TFrom : unmanaged where TTo : unmanaged => Unsafe.As<TFrom, TTo>(ref value);

        internal void RequireElements<T>() where T : unmanaged
        {
            if (ScalarTypeOf(typeof(T)) != dtype)
                throw new ArgumentException($"The tensor holds {dtype}, not {typeof(T).Name}; convert it with to_type first.");
        }

        /// <summary>The value of a tensor with one element.</summary>
        public Scalar ToScalar() => Scalar.FromVal(Ops.item.Value(this));

        /// <summary>The value as a 32-bit real number.</summary>
        public static explicit operator float(Tensor value) => (float)value.ToScalar().AsDouble;

        /// <summary>The value as a 64-bit real number.</summary>
        public static explicit operator double(Tensor value) => value.ToScalar().AsDouble;

        /// <summary>The value as a 32-bit whole number.</summary>
        public static explicit operator int(Tensor value) => (int)value.ToScalar().AsLong;

        /// <summary>The value as a 64-bit whole number.</summary>
        public static explicit operator long(Tensor value) => value.ToScalar().AsLong;

        /// <summary>True when the value is not 0.</summary>
        public static explicit operator bool(Tensor value) => value.ToScalar().AsDouble != 0;

        /// <summary>A tensor of no dimensions.</summary>
        public static implicit operator Tensor(float value) => tensor(value);

        /// <summary>A tensor of no dimensions.</summary>
        public static implicit operator Tensor(double value) => tensor(value);

        /// <summary>A tensor of no dimensions.</summary>
        public static implicit operator Tensor(int value) => tensor(value);

        /// <summary>A tensor of no dimensions.</summary>
        public static implicit operator Tensor(long value) => tensor(value);

        /// <summary>A tensor of no dimensions.</summary>
        public static implicit operator Tensor(bool value) => tensor(value);

        /// <summary>A tensor of no dimensions. Its being there also makes C# prefer the Scalar overload for a number.</summary>
        public static implicit operator Tensor(Scalar scalar) => full([], scalar);
    }
}
