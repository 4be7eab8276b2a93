namespace FijiBridge.Engine.Data;

/// <summary>
/// Keeps loaded items until their sizes exceed a budget, then forgets those used longest ago. The newest item stays even
/// if it alone exceeds the budget. Thread-safe; an item that several threads ask for at once is loaded once, the others
/// wait; a failed load is not kept.
/// </summary>
internal sealed class MemoryBudgetCache<T>(long budgetBytes, Func<int, T> load, Func<T, long> sizeBytes)
    where T : class
{
    private sealed class Entry(Lazy<T> item)
    {
        public Lazy<T> Item { get; } = item;

        public long Bytes { get; set; }
    }

    private const long LeastCollected = 64 << 20;

    private readonly Lock _lock = new();
    private readonly Dictionary<int, LinkedListNode<(int Key, Entry Entry)>> _nodes = [];
    private readonly LinkedList<(int Key, Entry Entry)> _byUse = new();
    private long _bytes;
    private long _dropped;

    /// <summary>Bytes held now.</summary>
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

    /// <summary>The item, loaded if it is not held.</summary>
    public T Get(int key)
    {
        Entry entry;
        lock (_lock)
        {
            if (_nodes.TryGetValue(key, out var node))
            {
                _byUse.Remove(node);
                _byUse.AddFirst(node);
                entry = node.Value.Entry;
            }
            else
            {
                entry = new Entry(new Lazy<T>(() => load(key)));
                _nodes[key] = _byUse.AddFirst((key, entry));
            }
        }

        T item;
        try
        {
            item = entry.Item.Value;
        }
        catch
        {
            Forget(key, entry);
            throw;
        }

        lock (_lock)
        {
            if (entry.Bytes == 0 && _nodes.TryGetValue(key, out var node) && node.Value.Entry == entry)
            {
                entry.Bytes = Math.Max(1, sizeBytes(item));
                _bytes += entry.Bytes;
                DropOldest(entry);
            }
        }

        return item;
    }

    private void DropOldest(Entry keep)
    {
        for (var node = _byUse.Last; node is not null && _bytes > budgetBytes;)
        {
            var previous = node.Previous;
            if (node.Value.Entry != keep && node.Value.Entry.Bytes > 0)
            {
                _bytes -= node.Value.Entry.Bytes;
                _dropped += node.Value.Entry.Bytes;
                _nodes.Remove(node.Value.Key);
                _byUse.Remove(node);
            }

            node = previous;
        }

        // The collector takes its time with large arrays while so much else is alive: memory grew to several times the budget.
        if (_dropped > Math.Max(LeastCollected, budgetBytes / 8))
        {
            _dropped = 0;
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: false);
        }
    }

    private void Forget(int key, Entry entry)
    {
        lock (_lock)
        {
            if (_nodes.TryGetValue(key, out var node) && node.Value.Entry == entry)
            {
                _nodes.Remove(key);
                _byUse.Remove(node);
            }
        }
    }
}
