using FijiBridge.Bridge.Batch;

namespace FijiBridge.Bridge.Cli;

/// <summary>
/// Recognises the failures of the file system that the user can mend wherever they occur: disk full, no permission, a file
/// in the place of a folder, a file that another program holds.
/// </summary>
internal static class FileTrouble
{
    private const int NoSpaceUnix = 28; // ENOSPC
    private const int ReadOnlyUnix = 30; // EROFS
    private const int QuotaLinux = 122; // EDQUOT
    private const int QuotaMac = 69; // EDQUOT
    private const int DiskFullWindows = unchecked((int)0x80070070);
    private const int HandleDiskFullWindows = unchecked((int)0x80070027);
    private const int SharingViolationWindows = unchecked((int)0x80070020);

    /// <summary>The sentence for the user, or null when the failure is of another kind.</summary>
    public static string? Advice(Exception failure) => failure switch
    {
        RunLogException => failure.Message,
        UnauthorizedAccessException => $"{Name(failure)}: no permission to read or write there; choose another folder or change its permissions.",
        FileNotFoundException { FileName: { Length: > 0 } file } => $"File {file} does not exist; check the path.",
        DirectoryNotFoundException => $"{Name(failure)}: the folder does not exist or is a file; check the path.",
        PathTooLongException => $"{Name(failure)}: the path is too long for this system; choose a shorter one.",
        IOException io when IsDiskFull(io) => $"{Name(failure)}: the disk is full; free some space or choose another folder, then run the command again.",
        IOException { HResult: ReadOnlyUnix } => $"{Name(failure)}: the file system is read-only; choose another folder.",
        IOException { HResult: SharingViolationWindows } => $"{Name(failure)}: another program has the file open; close it there and try again.",
        IOException io when IsFileInPlaceOfFolder(io) => $"{Name(failure)}: a file is where a folder is needed; choose another path.",
        _ => null,
    };

    /// <summary>True for a write that failed because the disk or the quota is used up.</summary>
    public static bool IsDiskFull(IOException failure) =>
        failure.HResult is DiskFullWindows or HandleDiskFullWindows
        || (!OperatingSystem.IsWindows() && failure.HResult is NoSpaceUnix)
        || (OperatingSystem.IsLinux() && failure.HResult is QuotaLinux)
        || (OperatingSystem.IsMacOS() && failure.HResult is QuotaMac)
        || failure.Message.Contains("No space left on device", StringComparison.Ordinal);

    /// <summary>True where the next file would fail like this one: the disk is full or read-only, or the run log cannot be written.</summary>
    public static bool StopsAllWriting(Exception failure)
    {
        for (Exception? e = failure; e is not null; e = e.InnerException)
        {
            if (e is RunLogException or IOException { HResult: ReadOnlyUnix } || (e is IOException io && IsDiskFull(io)))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsFileInPlaceOfFolder(IOException failure) =>
        failure.Message.Contains("Not a directory", StringComparison.Ordinal)
        || (failure.Message.Contains("already exists", StringComparison.Ordinal) && failure.Message.Contains("directory", StringComparison.OrdinalIgnoreCase));

    // The runtime's messages quote the path ("Access to the path '/x' is denied."); the quoted part is what the user needs.
    private static string Name(Exception failure)
    {
        var text = failure.Message;
        var first = text.IndexOf('\'');
        var last = text.LastIndexOf('\'');
        return first >= 0 && last > first ? text[(first + 1)..last] : text.TrimEnd('.');
    }
}
