using System.Globalization;

namespace TorchSharp;

/// <summary>How much memory Linux lets this process have: the computer's, or the limit of its control group (a container, a cluster's job).</summary>
internal static class MemoryLimit
{
    /// <summary>Bytes; 0 when it cannot be told.</summary>
    internal static long OfProcess() => Of(Lines("/proc/meminfo"), Lines("/proc/self/cgroup"), "/sys/fs/cgroup");

    /// <summary>The smallest of the computer's memory and the limits of the control groups of a process and of those around them.</summary>
    /// <param name="memory">Lines of /proc/meminfo.</param>
    /// <param name="groups">Lines of /proc/self/cgroup: "0::PATH" (version 2), "N:CONTROLLERS:PATH" (version 1).</param>
    /// <param name="root">Where control groups are mounted.</param>
    internal static long Of(IEnumerable<string> memory, IEnumerable<string> groups, string root)
    {
        long limit = Number(memory.FirstOrDefault(line => line.StartsWith("MemTotal:", StringComparison.Ordinal))?.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]) * 1024;
        foreach (string[] group in groups.Select(line => line.Split(':', 3)).Where(parts => parts.Length == 3))
        {
            bool unified = group[1].Length == 0;
            if (!unified && !group[1].Split(',').Contains("memory")) continue;
            string mount = unified ? root : Path.Combine(root, "memory"), file = unified ? "memory.max" : "memory.limit_in_bytes";
            for (string path = group[2].Trim('/'); ; path = Path.GetDirectoryName(path)!)
            {
                long bytes = Number(Lines(Path.Combine(mount, path, file)).FirstOrDefault());
                if (bytes > 0 && (limit == 0 || bytes < limit)) limit = bytes;
                if (path.Length == 0) break;
            }
        }
        return limit;
    }

    // "max", and what is no number, is no limit.
    private static long Number(string? text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long value) ? value : 0;

    private static string[] Lines(string file)
    {
        try { return File.ReadAllLines(file); }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException) { return []; }
    }
}
