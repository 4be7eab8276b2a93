using TorchSharp;
using Xunit;

namespace FijiBridge.Torch.Tests;

public sealed class MemoryLimitTests : IDisposable
{
    private const long Gigabyte = 1L << 30;

    private static readonly string[] Memory = ["MemTotal:        8388608 kB", "MemFree:          123456 kB"];

    private readonly string root = Directory.CreateTempSubdirectory("fijibridge-cgroup-").FullName;

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Fact]
    public void Without_a_limit_it_is_the_memory_of_the_computer() => Assert.Equal(8 * Gigabyte, MemoryLimit.Of(Memory, ["0::/user.slice"], root));

    [Fact]
    public void The_smallest_limit_on_the_way_up_counts()
    {
        Write("job/step/task/memory.max", "max");
        Write("job/step/memory.max", $"{3 * Gigabyte}");
        Write("job/memory.max", $"{2 * Gigabyte}");
        Assert.Equal(2 * Gigabyte, MemoryLimit.Of(Memory, ["0::/job/step/task"], root));
        Assert.Equal(8 * Gigabyte, MemoryLimit.Of(Memory, ["0::/other"], root));
    }

    [Fact]
    public void A_containers_own_root_counts()
    {
        Write("memory.max", $"{Gigabyte}");
        Assert.Equal(Gigabyte, MemoryLimit.Of(Memory, ["0::/"], root));
    }

    [Fact]
    public void Groups_of_version_1_are_read_where_memory_is_among_their_controllers()
    {
        Write("memory/slurm/job_7/memory.limit_in_bytes", $"{Gigabyte}");
        Write("memory/memory.limit_in_bytes", "9223372036854771712"); // how version 1 says that there is none
        Assert.Equal(Gigabyte, MemoryLimit.Of(Memory, ["4:cpu,cpuacct:/slurm/job_7", "3:memory:/slurm/job_7", "0::/"], root));
        Assert.Equal(8 * Gigabyte, MemoryLimit.Of(Memory, ["4:cpu,cpuacct:/slurm/job_7", "0::/"], root));
    }

    [Fact]
    public void What_cannot_be_read_is_no_limit() => Assert.Equal(0, MemoryLimit.Of([], ["nonsense", "0::/../../gone"], root));

    [Fact]
    public void This_process_has_one() => Assert.True(MemoryLimit.OfProcess() >= Environment.WorkingSet);

    private void Write(string file, string text)
    {
        string path = Path.Combine(root, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text + "\n");
    }
}
