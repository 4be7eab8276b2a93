using FijiBridge.Bridge.Protocol;

using Xunit;

namespace FijiBridge.Bridge.Tests.Protocol;

public sealed class SharedMemoryTests
{
    [Fact]
    public void What_one_side_writes_the_other_side_reads()
    {
        using var ours = SharedMemory.Create(1000);
        using var theirs = SharedMemory.Attach(ours.Name, 1000);
        ours.Elements<ushort>(500)[499] = 4711;
        Assert.Equal(4711, theirs.Elements<ushort>(500)[499]);
        Assert.True(ours.Name.Length <= 14, ours.Name);
        ours.Unlink();
        Assert.False(theirs.Exists);
        Assert.Equal(4711, theirs.Elements<ushort>(500)[499]);
    }

    [Fact]
    public void On_Linux_a_name_is_a_file_in_dev_shm()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Linux only.");
        using var block = SharedMemory.Create(10);
        Assert.True(File.Exists("/dev/shm/" + block.Name));
        block.Unlink();
        Assert.False(File.Exists("/dev/shm/" + block.Name));
    }

    [Fact]
    public void A_name_with_file_is_an_ordinary_file_and_may_hold_any_letters()
    {
        var folder = Directory.CreateTempSubdirectory("Größe µ ").FullName;
        using var ours = SharedMemory.Create(8, folder);
        Assert.StartsWith("file:" + folder, ours.Name);
        using var theirs = SharedMemory.Attach(ours.Name, 8);
        theirs.Elements<double>(1)[0] = 2.5;
        Assert.Equal(2.5, ours.Elements<double>(1)[0]);
        ours.Unlink();
        Assert.Empty(Directory.GetFiles(folder));
        Directory.Delete(folder);
    }

    [Theory]
    [InlineData("no_such_blk", "There is no shared memory named 'no_such_blk'")]
    [InlineData("../tmp/x", "is not a name of shared memory")]
    [InlineData("..", "is not a name of shared memory")]
    [InlineData("", "is not a name of shared memory")]
    [InlineData("file:/no/such/folder/x", "There is no shared memory named")]
    public void A_name_that_leads_nowhere_is_refused(string name, string words) =>
        Assert.Contains(words, Assert.Throws<ProtocolException>(() => SharedMemory.Attach(name, 10)).Message);

    [Fact]
    public void A_block_smaller_than_its_rsize_is_refused()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Windows and macOS round to pages.");
        using var block = SharedMemory.Create(10);
        var error = Assert.Throws<ProtocolException>(() => SharedMemory.Attach(block.Name, 11));
        block.Unlink();
        Assert.Contains("has 10 bytes, but its rsize says 11", error.Message);
    }

    [Fact]
    public void More_than_there_is_room_for_is_refused_before_it_is_written()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Linux only.");
        var error = Assert.Throws<FijiBridge.Engine.UserAdviceException>(() => SharedMemory.Create(long.MaxValue / 2));
        Assert.Contains("/dev/shm", error.Message);
    }

    [Fact]
    public void A_large_result_lies_in_a_file_where_shared_memory_has_no_room_for_it()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Linux only.");
        var bytes = new DriveInfo("/dev/shm").AvailableFreeSpace + (1 << 20);
        Assert.SkipUnless(new DriveInfo(Path.GetTempPath()).AvailableFreeSpace > bytes, "The temporary folder is smaller than /dev/shm.");
        using var blocks = new FijiBridge.Bridge.Server.SharedBlocks();
        var block = blocks.Create(bytes, "ij_1_1", orFile: true);
        Assert.StartsWith("file:" + Path.GetTempPath(), block.Name, StringComparison.Ordinal);
        Assert.True(blocks.Release(block.Name));
        Assert.False(File.Exists(block.Name["file:".Length..]));
        _ = Assert.Throws<FijiBridge.Engine.UserAdviceException>(() => blocks.Create(bytes, "ij_1_1"));
    }

    [Fact]
    public void Elements_beyond_the_end_are_refused()
    {
        using var block = SharedMemory.Create(10);
        block.Unlink();
        _ = Assert.Throws<ArgumentOutOfRangeException>(() => block.Elements<int>(3).Length);
    }
}
