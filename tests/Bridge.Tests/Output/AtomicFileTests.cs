using System.Diagnostics;
using FijiBridge.Bridge.Output;
using FijiBridge.Engine.Files;
using FijiBridge.Engine;
using FijiBridge.Engine.Labels;
using Xunit;

namespace FijiBridge.Bridge.Tests.Output;

public sealed class AtomicFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_file_appears_whole_and_replaces_the_old_one()
    {
        var path = _folder.File("ä b.bin");
        File.WriteAllText(path, "old and longer");
        AtomicFile.Write(path, stream =>
        {
            stream.Write("new"u8);
            Assert.Equal("old and longer", File.ReadAllText(path));
        });
        Assert.Equal("new", File.ReadAllText(path));
        Assert.Single(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void A_failure_or_cancellation_keeps_the_old_file_and_leaves_no_other()
    {
        var path = _folder.File("a.bin");
        File.WriteAllText(path, "old");
        Assert.Throws<OperationCanceledException>(() => AtomicFile.Write(path, stream =>
        {
            stream.Write("half"u8);
            throw new OperationCanceledException();
        }));
        Assert.Equal("old", File.ReadAllText(path));
        Assert.Single(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void A_full_disk_is_named_with_the_file_and_leaves_nothing()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "This system has no /dev/full, the device that is always full.");
        var path = _folder.File("a.tif");
        var e = Assert.Throws<UserAdviceException>(() => AtomicFile.Write(
            path,
            stream =>
            {
                stream.Write(new byte[100_000]);
                stream.Write(new byte[100_000]);
            },
            temporary =>
            {
                File.WriteAllText(temporary, "half");
                return new FileStream("/dev/full", FileMode.Open, FileAccess.Write);
            }));
        Assert.Matches($"^The disk is full: '{path}' could not be written beyond \\d+ bytes; free some space or choose another output folder.$", e.Message);
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void A_full_disk_that_shows_only_when_closing_is_noticed_too()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "This system has no /dev/full, the device that is always full.");
        var path = _folder.File("a.csv");
        var e = Assert.Throws<UserAdviceException>(() =>
            AtomicFile.Write(path, stream => stream.Write("few bytes"u8), _ => new FileStream("/dev/full", FileMode.Open, FileAccess.Write)));
        Assert.StartsWith("The disk is full", e.Message);
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void A_label_image_that_does_not_fit_on_a_small_disk_leaves_it_empty()
    {
        var disk = Directory.CreateDirectory(_folder.File("disk")).FullName;
        Assert.SkipUnless(OperatingSystem.IsLinux() && Run("mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", disk), "A small disk can be mounted only by root on Linux.");
        try
        {
            var path = Path.Combine(disk, "labels.tif");
            var e = Assert.Throws<UserAdviceException>(() => LabelTiffWriter.Write(path, new LabelImage(1000, 1000)));
            Assert.StartsWith($"The disk is full: '{path}' could not be written beyond", e.Message);
            Assert.Empty(Directory.GetFileSystemEntries(disk));
            LabelTiffWriter.Write(path, new LabelImage(100, 100));
            Assert.Single(Directory.GetFiles(disk));
        }
        finally
        {
            Assert.True(Run("umount", disk));
        }
    }

    private static bool Run(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false; // no such program
        }
    }

    [Fact]
    public void A_folder_where_nothing_may_be_written_is_named()
    {
        // in /sys not even root may make files
        Assert.SkipUnless(Directory.Exists("/sys/kernel"), "This system has no /sys.");
        var e = Assert.Throws<UserAdviceException>(() => AtomicFile.Write("/sys/labels.tif", _ => { }));
        Assert.Matches("^'/sys/labels.tif' cannot be written \\((no permission|the file system is read-only)\\); choose another output folder", e.Message);
    }

    [Fact]
    public void A_missing_folder_and_a_folder_as_name_are_named()
    {
        var e = Assert.Throws<UserAdviceException>(() => AtomicFile.Write(_folder.File("no/a.tif"), _ => { }));
        Assert.Equal($"The folder '{_folder.File("no")}' does not exist, so 'a.tif' cannot be written; create it or choose another one.", e.Message);
        e = Assert.Throws<UserAdviceException>(() => AtomicFile.Write(_folder.Path, _ => { }));
        Assert.StartsWith($"'{_folder.Path}' is a folder", e.Message);
    }

    [Fact]
    public void The_longest_possible_name_is_written_and_a_longer_one_refused()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows limits the whole path instead.");
        AtomicFile.Write(_folder.File(new string('a', 255)), stream => stream.WriteByte(1));
        Assert.Single(Directory.GetFiles(_folder.Path));
        var e = Assert.Throws<UserAdviceException>(() => AtomicFile.Write(_folder.File(new string('b', 256)), stream => stream.WriteByte(1)));
        Assert.Contains("too long", e.Message);
        Assert.Single(Directory.GetFiles(_folder.Path));
    }
}
