using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace FijiBridge.Engine.Instances;

/// <summary>
/// Arrays of one value per pixel that are used again, for work that needs several of them for every trial: made anew each time, they
/// fill the memory faster than the collector looks after them. Thread-safe. What is not given back is left to the collector.
/// </summary>
/// <param name="keptBytes">What lies here unused at most; what would be more makes all others go.</param>
internal sealed class PixelArrays(long keptBytes)
{
    private const long LeastCollected = 256 << 20;
    private readonly Lock _lock = new();
    private readonly Dictionary<(Type Value, int Length), Stack<Array>> _unused = [];
    private long _keptBytes = keptBytes;
    private long _bytes;
    private long _dropped;
    private long _madeBytes;

    /// <summary>Bytes of all arrays that had to be made, since none lay here.</summary>
    public long MadeBytes => Interlocked.Read(ref _madeBytes);

    /// <summary>What lies here unused at most; more can be wanted later.</summary>
    public long KeptBytes
    {
        get => Volatile.Read(ref _keptBytes);
        set => Volatile.Write(ref _keptBytes, value);
    }

    /// <summary>Bytes of the arrays that lie here unused.</summary>
    public long Bytes
    {
        get
        {
            lock (_lock)
            {
                return _bytes;
            }
        }
    }

    /// <summary>An array of this very length; what is in it is not defined.</summary>
    public T[] Take<T>(int length)
        where T : unmanaged
    {
        lock (_lock)
        {
            if (_unused.TryGetValue((typeof(T), length), out var stack) && stack.TryPop(out var array))
            {
                _bytes -= BytesOf((T[])array);
                return (T[])array;
            }
        }

        var made = GC.AllocateUninitializedArray<T>(length);
        _ = Interlocked.Add(ref _madeBytes, BytesOf(made));
        return made;
    }

    /// <summary>Gives an array back; whoever does so must not use it any more.</summary>
    public void GiveBack<T>(T[] array)
        where T : unmanaged
    {
        lock (_lock)
        {
            var bytes = BytesOf(array);
            if (_bytes + bytes > KeptBytes)
            {
                _dropped += _bytes;
                _bytes = 0;
                _unused.Clear();
            }

            if (bytes <= KeptBytes)
            {
                ref var stack = ref CollectionsMarshal.GetValueRefOrAddDefault(_unused, (typeof(T), array.Length), out _);
                (stack ??= new Stack<Array>()).Push(array);
                _bytes += bytes;
            }
            else
            {
                _dropped += bytes;
            }

            if (_dropped > LeastCollected)
            {
                _dropped = 0;
                GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: false);
            }
        }
    }

    private static long BytesOf<T>(T[] array)
        where T : unmanaged => (long)array.Length * Unsafe.SizeOf<T>();
}
