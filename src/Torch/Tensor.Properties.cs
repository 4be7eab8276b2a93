using System.Globalization;
using TorchSharp.PInvoke;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>Number of dimensions.</summary>
        public long dim() => NativeMethods.fbt_dim(Handle);

        /// <summary>Number of dimensions.</summary>
        public long ndim => dim();

        /// <summary>Number of dimensions.</summary>
        public long Dimensions => dim();

        /// <summary>Number of elements.</summary>
        public long numel() => NativeMethods.fbt_numel(Handle);

        /// <summary>Number of elements.</summary>
        public long NumberOfElements => numel();

        /// <summary>Bytes per element.</summary>
        public long element_size() => NativeMethods.fbt_itemsize(Handle);

        /// <summary>Bytes per element.</summary>
        public long ElementSize => element_size();

        /// <summary>The element type.</summary>
        public ScalarType dtype => (ScalarType)NativeMethods.fbt_dtype(Handle);

        /// <summary>The size of each dimension.</summary>
        public unsafe long[] shape
        {
            get
            {
                long[] sizes = new long[NativeMethods.fbt_dim(Handle)];
                fixed (long* p = sizes) NativeMethods.fbt_sizes(Handle, p);
                return sizes;
            }
        }

        /// <summary>The size of each dimension.</summary>
        public long[] size() => shape;

        /// <summary>The size of one dimension; negative counts from the last.</summary>
        /// <exception cref="IndexOutOfRangeException">There is no such dimension.</exception>
        public long size(int dim)
        {
            long[] sizes = shape;
            int k = dim < 0 ? dim + sizes.Length : dim;
            if (k < 0 || k >= sizes.Length)
                throw new IndexOutOfRangeException($"Dimension {dim} is out of range for a tensor of {sizes.Length} dimensions.");
            return sizes[k];
        }

        /// <summary>Distance in elements between neighbours along each dimension.</summary>
        public unsafe long[] stride()
        {
            long[] strides = new long[NativeMethods.fbt_dim(Handle)];
            fixed (long* p = strides) TorchError.Check(NativeMethods.fbt_strides(Handle, p));
            return strides;
        }

        /// <summary>Distance in elements between neighbours along one dimension.</summary>
        public long stride(int dim)
        {
            long[] strides = stride();
            return strides[dim < 0 ? dim + strides.Length : dim];
        }

        /// <summary>Index in the memory of the first element.</summary>
        public long storage_offset() => NativeMethods.fbt_storage_offset(Handle);

        /// <summary>True when the elements lie in row-major order without gaps.</summary>
        public bool is_contiguous() => TorchError.Check(NativeMethods.fbt_is_contiguous(Handle, 0)) != 0;

        /// <summary>The device of the tensor.</summary>
        public Device device => new(device_type, device_index);

        /// <summary>The kind of the device.</summary>
        public DeviceType device_type => (DeviceType)NativeMethods.fbt_device_type(Handle);

        /// <summary>Which device of its kind; -1 on the CPU.</summary>
        public int device_index => NativeMethods.fbt_device_index(Handle);

        /// <summary>True on a CUDA device.</summary>
        public bool is_cuda => device_type == DeviceType.CUDA;

        /// <summary>True on the CPU.</summary>
        public bool is_cpu() => device_type == DeviceType.CPU;

        /// <summary>True when the elements are whole numbers or truth values.</summary>
        public bool is_integral() => dtype is ScalarType.Byte or ScalarType.Int8 or ScalarType.Int16 or ScalarType.Int32
            or ScalarType.Int64 or ScalarType.Bool;

        /// <summary>True when the elements are real numbers.</summary>
        public bool is_floating_point() =>
            dtype is ScalarType.Float16 or ScalarType.Float32 or ScalarType.Float64 or ScalarType.BFloat16;

        /// <summary>Type, shape and device; the value of a tensor with one element.</summary>
        public override string ToString()
        {
            if (IsInvalid) return "[disposed]";
            if (dim() == 0) return $"[], type = {dtype}, device = {device}, value = {ToScalar().AsDouble.ToString(CultureInfo.InvariantCulture)}";
            return $"[{string.Join('x', shape)}], type = {dtype}, device = {device}";
        }
    }
}
