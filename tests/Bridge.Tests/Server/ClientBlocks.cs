using FijiBridge.Bridge.Protocol;

using Newtonsoft.Json.Linq;

namespace FijiBridge.Bridge.Tests.Server;

/// <summary>Arrays in shared memory as a client makes them: it owns the blocks and removes them at the end.</summary>
internal sealed class ClientBlocks : IDisposable
{
    private readonly List<SharedMemory> _blocks = [];

    /// <summary>The blocks in the order in which they were made.</summary>
    public IReadOnlyList<SharedMemory> Blocks => _blocks;

    /// <summary>Makes a block.</summary>
    public SharedMemory Create(long length)
    {
        _blocks.Add(SharedMemory.Create(length));
        return _blocks[^1];
    }

    /// <summary>Puts values into a new block; returns the array as a request names it.</summary>
    public JObject Array<T>(string type, long[] shape, T[] values)
        where T : unmanaged
    {
        var dtype = ElementType.Parse(type);
        var block = Create(values.Length * dtype.SizeBytes);
        values.CopyTo(block.Elements<T>(values.Length));
        return new NDArray(dtype, shape, block.Name, block.Length).ToJson();
    }

    public void Dispose()
    {
        foreach (var block in _blocks)
        {
            block.Dispose();
            block.Unlink();
        }
    }
}
