using FijiBridge.Engine.Runtime.Cpu;
using Xunit;

namespace FijiBridge.Engine.Tests.Runtime;

public class BufferPoolTests
{
    [Fact]
    public void A_block_is_used_again_for_the_same_size()
    {
        using var pool = new BufferPool();
        var first = pool.Rent(100_000);
        pool.Return(first);
        Assert.Same(first, pool.Rent(100_000));
        pool.Return(first);
    }

    [Fact]
    public void A_small_request_does_not_take_a_huge_block()
    {
        using var pool = new BufferPool();
        var huge = pool.Rent(10_000_000);
        pool.Return(huge);
        var small = pool.Rent(1000);
        Assert.NotSame(huge, small);
        pool.Return(small);
    }

    [Fact]
    public void Blocks_that_a_whole_tile_did_not_need_are_given_back()
    {
        using var pool = new BufferPool();
        pool.BeginTile();
        var (used, idle) = (pool.Rent(100_000), pool.Rent(300_000));
        pool.Return(used);
        pool.Return(idle);
        pool.BeginTile();
        Assert.Same(used, pool.Rent(100_000));
        pool.Return(used);
        pool.BeginTile();
        var again = pool.Rent(300_000);
        Assert.NotSame(idle, again);
        pool.Return(again);
        Assert.Same(used, pool.Rent(100_000));
        pool.Return(used);
    }
}
