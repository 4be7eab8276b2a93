using System.Runtime.InteropServices;
using TorchSharp.PInvoke;

namespace TorchSharp;

public static partial class TorchExtras
{
    /// <summary>
    /// Switches the caching CPU allocator, which is on from the start. capBytes: live and cached memory together above which freed
    /// memory goes back to the system; 0 means half of what the process may use.
    /// </summary>
    public static void SetCachingAllocator(bool enabled, long capBytes = 0) =>
        TorchError.Check(NativeMethods.fbt_allocator_enable(enabled ? 1 : 0, capBytes > 0 ? capBytes : NativeLibraryLoader.DefaultAllocatorCap()));

    /// <summary>Gives the cached memory of the CPU, and of CUDA where libtorch allows it, back. Returns the bytes of the CPU.</summary>
    public static long TrimAllocator()
    {
        TorchError.Check(NativeMethods.fbt_cuda_empty_cache());
        return NativeMethods.fbt_allocator_trim();
    }

    /// <summary>
    /// Bytes above which tensors on the CPU are refused as out of memory, so that a little is left for everything else.
    /// processBytes: all that the process may have; 0 for what the computer or the container has, which is so from the start.
    /// tensorBytes: the tensors together; 0 for no limit of their own.
    /// </summary>
    public static void SetMemoryLimit(long processBytes = 0, long tensorBytes = 0) =>
        TorchError.Check(NativeMethods.fbt_memory_limit(processBytes > 0 ? processBytes : MemoryLimit.OfProcess(), tensorBytes));

    /// <summary>Bytes that tensors on the CPU may take besides those that are in use or cached.</summary>
    public static long MemoryRoom => NativeMethods.fbt_memory_room();

    /// <summary>What the CPU allocator holds now.</summary>
    public static unsafe AllocatorStatistics AllocatorStatistics
    {
        get
        {
            long* s = stackalloc long[6];
            TorchError.Check(NativeMethods.fbt_allocator_stats(s));
            return new AllocatorStatistics(s[0], s[1], s[2], s[3], s[4], s[5]);
        }
    }

    /// <summary>Starts <see cref="AllocatorStatistics.PeakLiveBytes"/> again from what is in use now.</summary>
    public static void ResetPeakMemory() => TorchError.Check(NativeMethods.fbt_allocator_reset_peak());

    /// <summary>Threads that one CPU operator uses, on whichever thread it is called.</summary>
    public static int ThreadCount
    {
        get => torch.get_num_threads();
        set => torch.set_num_threads(value);
    }

    /// <summary>True when the processor multiplies bfloat16 (avx512_bf16 or amx_bf16); without, BFloat16 is slower than Float32.</summary>
    public static bool CpuHasBFloat16 { get; } = ReadCpuFlags();

    private static bool ReadCpuFlags()
    {
        if (!File.Exists("/proc/cpuinfo")) return false;
        string? flags = File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("flags", StringComparison.Ordinal));
        return flags is not null && flags.Split(' ').Any(flag => flag is "avx512_bf16" or "amx_bf16");
    }

    /// <summary>
    /// True when a device multiplies bfloat16 in hardware: see <see cref="CpuHasBFloat16"/>; NVIDIA's GPUs from compute capability
    /// 8.0 (Ampere) on; GPUs of others, which cannot be asked, are believed to.
    /// </summary>
    public static bool HasBFloat16(torch.Device device)
    {
        if (device.type == DeviceType.CPU) return CpuHasBFloat16;
        int capability = NativeMethods.fbt_cuda_capability(device.index);
        return capability < 0 || capability >= Ampere;
    }

    private const int Ampere = 80;

    /// <summary>The name of a device: of the processor, or "NVIDIA H100 ..." of a GPU.</summary>
    public static unsafe string DeviceName(torch.Device device)
    {
        if (device.type == DeviceType.CPU) return CpuName;
        Span<byte> name = stackalloc byte[256];
        long total, free;
        fixed (byte* p = name) TorchError.Check(NativeMethods.fbt_cuda_info(device.index, p, name.Length, &total, &free));
        fixed (byte* p = name) return Marshal.PtrToStringUTF8((nint)p)!;
    }

    /// <summary>Memory of a device in bytes: all of it, and what no process uses (of the CPU: what this process may still use).</summary>
    public static unsafe (long TotalBytes, long FreeBytes) DeviceMemory(torch.Device device)
    {
        if (device.type == DeviceType.CPU)
        {
            GCMemoryInfo info = GC.GetGCMemoryInfo();
            return (info.TotalAvailableMemoryBytes, Math.Max(0, info.TotalAvailableMemoryBytes - Environment.WorkingSet));
        }
        byte* name = stackalloc byte[256];
        long total, free;
        TorchError.Check(NativeMethods.fbt_cuda_info(device.index, name, 256, &total, &free));
        return (total, free);
    }

    private static string CpuName
    {
        get
        {
            if (!File.Exists("/proc/cpuinfo")) return RuntimeInformation.ProcessArchitecture.ToString();
            string? line = File.ReadLines("/proc/cpuinfo").FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal));
            return line?[(line.IndexOf(':') + 1)..].Trim() ?? RuntimeInformation.ProcessArchitecture.ToString();
        }
    }

    /// <summary>Native tensors that C# owns in this process.</summary>
    public static long LiveTensorCount => torch.Tensor.TotalCount;

    /// <summary>cuDNN tries its algorithms for each new input size and keeps the fastest.</summary>
    public static bool CudnnBenchmark
    {
        get => torch.backends.Get(2);
        set => torch.backends.Set(2, value);
    }

    /// <summary>Only algorithms that give the same bits each time; operators that have none throw.</summary>
    public static bool DeterministicAlgorithms
    {
        get => torch.backends.Get(4);
        set
        {
            torch.backends.Set(3, value);
            torch.backends.Set(4, value);
        }
    }

    /// <summary>True when a failure means that a device's memory is exhausted: a smaller tile or batch may work.</summary>
    public static bool IsOutOfMemory(Exception failure) => failure is OutOfMemoryException
        || failure is ExternalException && (failure.Message.Contains("out of memory", StringComparison.OrdinalIgnoreCase)
            || failure.Message.Contains("can't allocate memory", StringComparison.Ordinal)
            || failure.Message.Contains("ALLOC_FAILED", StringComparison.Ordinal)
            || IsWithoutEngine(failure));

    /// <summary>
    /// True when cuDNN found no way to convolve. It tries one after the other and drops those that get no memory, so this is how a
    /// full GPU can look; but also a GPU that this libtorch was not built for.
    /// </summary>
    public static bool IsWithoutEngine(Exception failure) =>
        failure is ExternalException && failure.Message.Contains("unable to find an engine", StringComparison.OrdinalIgnoreCase);
}
