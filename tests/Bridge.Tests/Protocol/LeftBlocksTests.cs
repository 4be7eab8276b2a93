using System.Diagnostics;

using FijiBridge.Bridge.Protocol;

using Xunit;

namespace FijiBridge.Bridge.Tests.Protocol;

public sealed class LeftBlocksTests : IDisposable
{
    private static readonly DateTime LongAgo = DateTime.UtcNow.AddMinutes(-5);

    private readonly string _folder = Directory.CreateTempSubdirectory("fb-left-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Only_blocks_without_an_owner_go()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "A block is no file on Windows.");
        using var alive = SharedMemory.Create(10, _folder);
        string left = Write("fb_0a1b2c3d4"), other = Write("fb_report.txt");
        foreach (var file in Directory.GetFiles(_folder))
        {
            File.SetLastWriteTimeUtc(file, LongAgo);
        }

        var fresh = Write("fb_0a1b2c3d5");
        Assert.Equal(1, LeftBlocks.RemoveFrom(_folder));
        Assert.Equal(
            new[] { alive.Name["file:".Length..], other, fresh }.Order(StringComparer.Ordinal),
            Directory.GetFiles(_folder).Order(StringComparer.Ordinal));
        Assert.False(File.Exists(left));
    }

    [Fact]
    public void A_folder_that_is_not_there_is_no_trouble() => Assert.Equal(0, LeftBlocks.RemoveFrom(Path.Combine(_folder, "none")));

    [Fact]
    public void The_next_worker_removes_what_a_killed_process_has_left()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && File.Exists("/usr/bin/flock"), "Needs Linux and flock.");
        var left = Path.Combine("/dev/shm", "fb_" + Guid.NewGuid().ToString("N")[..9]);
        File.WriteAllText(left, "labels");
        // another process holds the lock of the block's owner until it is killed
        using var owner = Process.Start(new ProcessStartInfo("/usr/bin/flock", ["--shared", "--no-fork", left, "sleep", "60"]))!;
        try
        {
            WaitUntilLocked(left);
            File.SetLastWriteTimeUtc(left, LongAgo);
            _ = LeftBlocks.Remove();
            Assert.True(File.Exists(left));
            owner.Kill();
            owner.WaitForExit();
            _ = LeftBlocks.Remove();
            Assert.False(File.Exists(left));
        }
        finally
        {
            File.Delete(left);
        }
    }

    private static void WaitUntilLocked(string file)
    {
        for (var i = 0; i < 100; i++)
        {
            try
            {
                File.Open(file, FileMode.Open, FileAccess.Read, FileShare.None).Dispose();
                Thread.Sleep(50);
            }
            catch (IOException)
            {
                return;
            }
        }

        Assert.Fail("never locked");
    }

    private string Write(string name)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, "labels");
        return path;
    }
}
