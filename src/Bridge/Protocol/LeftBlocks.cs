using System.Text.RegularExpressions;

namespace FijiBridge.Bridge.Protocol;

/// <summary>
/// Shared memory that a worker has left behind because it was killed. .NET keeps a lock on a block's file as long as it is
/// mapped, and the system takes the lock away with the process; blocks of other workers that run are left alone.
/// </summary>
public static partial class LeftBlocks
{
    private const string LinuxFolder = "/dev/shm";

    // Between making a block and locking it there are some microseconds.
    private static readonly TimeSpan Young = TimeSpan.FromSeconds(10);

    /// <summary>Removes the blocks in the system's shared memory that no worker owns any more.</summary>
    /// <returns>How many.</returns>
    public static int Remove() => OperatingSystem.IsLinux() ? RemoveFrom(LinuxFolder) : 0;

    /// <summary>Removes the blocks in a folder that no worker owns any more.</summary>
    /// <param name="folder">Folder of the blocks' files.</param>
    /// <returns>How many.</returns>
    public static int RemoveFrom(string folder)
    {
        try
        {
            return new DirectoryInfo(folder).EnumerateFiles("fb_*").Count(IsRemoved);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return 0; // no such folder, or not ours to read
        }
    }

    private static bool IsRemoved(FileInfo file)
    {
        try
        {
            // a file that has gone meanwhile throws, here or below
            if (!Name().IsMatch(file.Name) || file.LinkTarget is not null || DateTime.UtcNow - file.LastWriteTimeUtc < Young)
            {
                return false;
            }

            using (file.Open(FileMode.Open, FileAccess.Read, FileShare.None))
            {
                file.Delete();
                return true;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false; // its owner lives, or it is another user's
        }
    }

    [GeneratedRegex("^fb_[0-9a-f]{9}$")]
    private static partial Regex Name();
}
