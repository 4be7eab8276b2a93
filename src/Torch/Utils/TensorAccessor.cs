using System.Collections;

namespace TorchSharp.Utils;

/// <summary>
/// Element access from C#, in row-major order of the tensor's shape. Reading a strided or GPU tensor copies it once; writing needs
/// a contiguous CPU tensor.
/// </summary>
public sealed class TensorAccessor<T> : IDisposable, IEnumerable<T> where T : unmanaged
{
    private readonly torch.Tensor tensor;
    private readonly torch.Tensor? copy;

    internal TensorAccessor(torch.Tensor tensor)
    {
        tensor.RequireElements<T>();
        this.tensor = tensor;
        if (tensor.is_cpu() && tensor.is_contiguous()) return;
        using torch.Tensor here = tensor.cpu();
        copy = here.contiguous().DetachFromDisposeScope();
    }

    /// <summary>Number of elements.</summary>
    public long Count => tensor.numel();

    /// <summary>True when the tensor must be copied to be read, so that writing would be lost.</summary>
    public bool IsReadOnly => copy is not null;

    private unsafe Span<T> From(long start, long length)
    {
        if (start < 0 || length < 0 || start + length > Count)
            throw new ArgumentOutOfRangeException(nameof(start), $"Elements {start}..{start + length} are not within 0..{Count}.");
        return length == 0 ? default : new Span<T>((T*)(copy ?? tensor).DataPointer + start, checked((int)length));
    }

    /// <summary>The element at the given indices, one per dimension.</summary>
    public T this[params long[] indices]
    {
        get => From(Offset(indices), 1)[0];
        set
        {
            RequireWritable();
            From(Offset(indices), 1)[0] = value;
        }
    }

    private long Offset(long[] indices)
    {
        long[] shape = tensor.shape;
        if (indices.Length != shape.Length)
            throw new ArgumentException($"{indices.Length} indices given for a tensor of {shape.Length} dimensions.", nameof(indices));
        long offset = 0;
        for (int d = 0; d < shape.Length; d++)
        {
            if (indices[d] < 0 || indices[d] >= shape[d])
                throw new IndexOutOfRangeException($"Index {indices[d]} of dimension {d} is not in 0..{shape[d] - 1}.");
            offset = offset * shape[d] + indices[d];
        }
        return offset;
    }

    private void RequireWritable()
    {
        if (copy is not null) throw new InvalidOperationException("Only a contiguous CPU tensor can be written through data<T>().");
    }

    /// <summary>A copy of all elements.</summary>
    public T[] ToArray() => From(0, Count).ToArray();

    /// <summary>Copies elements from <paramref name="tensorIndex"/> on into an array, as many as fit.</summary>
    public void CopyTo(T[] array, int arrayIndex = 0, long tensorIndex = 0) => CopyTo(array.AsSpan(), arrayIndex, tensorIndex);

    /// <summary>Copies elements from <paramref name="tensorIndex"/> on into a span, as many as fit.</summary>
    public void CopyTo(Span<T> array, int arrayIndex = 0, long tensorIndex = 0)
    {
        Span<T> to = array[arrayIndex..];
        From(tensorIndex, Math.Min(Count - tensorIndex, to.Length)).CopyTo(to);
    }

    /// <summary>Copies an array into the elements from <paramref name="tensorIndex"/> on, as many as fit.</summary>
    public void CopyFrom(T[] array, int arrayIndex = 0, long tensorIndex = 0) => CopyFrom(array.AsSpan(), arrayIndex, tensorIndex);

    /// <summary>Copies a span into the elements from <paramref name="tensorIndex"/> on, as many as fit.</summary>
    public void CopyFrom(ReadOnlySpan<T> array, int arrayIndex = 0, long tensorIndex = 0)
    {
        RequireWritable();
        ReadOnlySpan<T> from = array[arrayIndex..];
        Span<T> to = From(tensorIndex, Math.Min(Count - tensorIndex, from.Length));
        from[..to.Length].CopyTo(to);
    }

    /// <summary>The elements in order.</summary>
    public IEnumerator<T> GetEnumerator()
    {
        for (long k = 0; k < Count; k++) yield return From(k, 1)[0];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Frees the copy, if one was made.</summary>
    public void Dispose() => copy?.Dispose();
}
