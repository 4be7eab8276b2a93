using System.Runtime.InteropServices;

namespace FijiBridge.Engine.Runtime.Cpu;

/// <summary>A block of memory outside the garbage collector, aligned to 64 bytes, freed by <see cref="Dispose"/> or the finalizer.</summary>
internal sealed unsafe class NativeFloats : IDisposable
{
    private float* _start;

    /// <summary>Takes a block; its contents are undefined unless <paramref name="cleared"/>.</summary>
    /// <exception cref="OutOfMemoryException">There is no such block.</exception>
    public NativeFloats(long count, bool cleared = false)
    {
        Count = count;
        _start = (float*)NativeMemory.AlignedAlloc(checked((nuint)Math.Max(count, 1) * sizeof(float)), 64);
        if (cleared)
        {
            NativeMemory.Clear(_start, (nuint)count * sizeof(float));
        }
    }

    ~NativeFloats() => Free();

    /// <summary>Numbers in the block.</summary>
    public long Count { get; }

    /// <summary>The tile for which the block was used last (see <see cref="BufferPool.BeginTile"/>).</summary>
    public long LastTile { get; set; }

    /// <summary>The first number. Keep this object alive while the pointer is used.</summary>
    public float* Start => _start;

    /// <inheritdoc/>
    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        NativeMemory.AlignedFree(_start);
        _start = null;
    }
}
