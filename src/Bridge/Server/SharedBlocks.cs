using FijiBridge.Bridge.Protocol;

namespace FijiBridge.Bridge.Server;

/// <summary>
/// The shared memory of a worker: blocks of clients that it keeps mapped because they come again (mapping 32 MB anew costs
/// 15 ms), and blocks that it has made for results, which it removes when the client releases them or the worker ends.
/// </summary>
public sealed class SharedBlocks : IDisposable
{
    private const int KeptMappings = 4;

    private readonly Lock _gate = new();
    private readonly LinkedList<SharedMemory> _attached = []; // most recently used first
    private readonly Dictionary<string, SharedMemory> _created = [];

    /// <summary>Maps a client's block, or finds the mapping of an earlier request.</summary>
    /// <param name="name">Name in the protocol.</param>
    /// <param name="length">Its bytes.</param>
    /// <param name="keep">True where the client says that the block comes again.</param>
    public SharedMemory Attach(string name, long length, bool keep)
    {
        lock (_gate)
        {
            Prune();
            var known = _attached.FirstOrDefault(b => b.Name == name);
            if (known is not null && keep && known.Length >= length)
            {
                _ = _attached.Remove(known);
                _ = _attached.AddFirst(known);
                return known;
            }

            if (known is not null)
            {
                _ = _attached.Remove(known);
                known.Dispose();
            }

            var block = SharedMemory.Attach(name, length);
            _ = _attached.AddFirst(block);
            return block;
        }
    }

    /// <summary>Ends the use of a block in one task; what is not to be kept is unmapped.</summary>
    public void Done(SharedMemory block, bool keep)
    {
        lock (_gate)
        {
            if (!keep && _attached.Remove(block))
            {
                block.Dispose();
            }

            while (_attached.Count > KeptMappings)
            {
                _attached.Last!.Value.Dispose();
                _attached.RemoveLast();
            }
        }
    }

    /// <summary>Makes a block for a result.</summary>
    /// <param name="length">Bytes.</param>
    /// <param name="like">A block of the client: if that is an ordinary file, the result becomes one beside it.</param>
    /// <param name="orFile">Take an ordinary file where the system's shared memory has no room, as in containers.</param>
    public SharedMemory Create(long length, string like, bool orFile = false)
    {
        var folder = like.StartsWith(SharedMemory.FilePrefix, StringComparison.Ordinal)
            ? Path.GetDirectoryName(Path.GetFullPath(like[SharedMemory.FilePrefix.Length..]))
            : orFile && !SharedMemory.HasRoom(length) ? Path.GetTempPath()
            : null;
        var block = SharedMemory.Create(length, folder);
        lock (_gate)
        {
            _created.Add(block.Name, block);
        }

        return block;
    }

    /// <summary>Removes a block that <see cref="Create"/> has made; false when there is none of that name.</summary>
    public bool Release(string name)
    {
        lock (_gate)
        {
            if (!_created.Remove(name, out var block))
            {
                return false;
            }

            block.Dispose();
            block.Unlink();
            return true;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            foreach (var block in _attached)
            {
                block.Dispose();
            }

            _attached.Clear();
            foreach (var block in _created.Values)
            {
                block.Dispose();
                block.Unlink();
            }

            _created.Clear();
        }
    }

    // A client that has removed its block wants the memory back.
    private void Prune()
    {
        foreach (var gone in _attached.Where(b => !b.Exists).ToList())
        {
            _ = _attached.Remove(gone);
            gone.Dispose();
        }
    }
}
