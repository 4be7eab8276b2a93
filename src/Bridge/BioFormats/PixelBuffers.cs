using FijiBridge.Bridge.Jvm;

namespace FijiBridge.Bridge.BioFormats;

/// <summary>
/// Java byte arrays that Bio-Formats reads into, kept from one plane to the next: a new array of the size of a plane for every plane
/// costs Java about as much time as copying it. May be used from several threads at a time.
/// </summary>
internal sealed class PixelBuffers : IDisposable
{
    private const int Kept = 2;
    private const int MostTimesLarger = 4;

    private readonly Lock _gate = new();
    private readonly List<(IJavaObject Array, int Length)> _idle = [];
    private bool _isClosed;

    /// <summary>An array of at least <paramref name="length"/> bytes; give it back by disposing the lease.</summary>
    public Lease Rent(IJavaScope java, int length)
    {
        lock (_gate)
        {
            var found = _idle.FindIndex(b => b.Length >= length && b.Length / MostTimesLarger <= length);
            if (found >= 0)
            {
                var (array, own) = _idle[found];
                _idle.RemoveAt(found);
                return new Lease(this, array, own);
            }
        }

        using var fresh = java.NewArray<byte>(new byte[length]);
        return new Lease(this, java.ToGlobal(fresh), length);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            _isClosed = true;
            _idle.ForEach(b => b.Array.Dispose());
            _idle.Clear();
        }
    }

    private void GiveBack(IJavaObject array, int length)
    {
        lock (_gate)
        {
            if (_isClosed)
            {
                array.Dispose();
                return;
            }

            _idle.Insert(0, (array, length));
            if (_idle.Count > Kept)
            {
                _idle[^1].Array.Dispose();
                _idle.RemoveAt(Kept);
            }
        }
    }

    /// <summary>An array in use.</summary>
    public readonly struct Lease(PixelBuffers owner, IJavaObject array, int length) : IDisposable
    {
        /// <summary>Java's byte[]; may be longer than was asked for.</summary>
        public IJavaObject Array => array;

        /// <inheritdoc/>
        public void Dispose() => owner.GiveBack(array, length);
    }
}
