using System.Runtime.InteropServices;
using TorchSharp.Modules;

namespace TorchSharp;

/// <summary>
/// The members of the system layer's TorchExtras over the TorchSharp package. Where TorchSharp cannot do a thing, the flag of that
/// thing is false and the call does nothing (speed) or throws <see cref="NotSupportedException"/> (results).
/// </summary>
public static partial class TorchExtras
{
    /// <summary>"nuget": the TorchSharp package with its own libtorch.</summary>
    public static string Provider => "nuget";

    /// <summary>The version of libtorch, such as "2.10.0".</summary>
    public static string LibTorchVersion => torch.__version__;

    /// <summary>Empty: TorchSharp finds its native library itself.</summary>
    public static string NativeLibraryPath => "";

    /// <summary>False: <see cref="Autocast"/> does nothing.</summary>
    public static bool HasAutocast => false;

    /// <summary>False: libtorch's own CPU allocator is used.</summary>
    public static bool HasCachingAllocator => false;

    /// <summary>False: <see cref="PrepackConv2d"/> throws.</summary>
    public static bool HasPrepackedConvolution => false;

    /// <summary>True: parameters of modules can be laid out channels_last.</summary>
    public static bool HasModuleChannelsLast => true;

    /// <summary>False: <see cref="DefineScript"/> throws.</summary>
    public static bool HasScriptDefinition => false;

    /// <summary>False: names and memory of GPUs are not known.</summary>
    public static bool HasDeviceInfo => false;

    /// <summary>A 4-D tensor with its channels side by side in memory, which convolutions are fastest on. Same shape and values.</summary>
    public static torch.Tensor ToChannelsLast(torch.Tensor input)
    {
        using torch.Tensor rows = input.permute(0, 2, 3, 1);
        using torch.Tensor packed = rows.contiguous();
        return packed.permute(0, 3, 1, 2);
    }

    /// <summary>True when the channels of a 4-D tensor are side by side in memory, and its strides say so.</summary>
    public static bool IsChannelsLast(torch.Tensor tensor)
    {
        if (tensor.dim() != 4) return false;
        long[] n = tensor.shape;
        return tensor.stride().AsSpan().SequenceEqual([n[1] * n[2] * n[3], 1, n[1] * n[3], n[1]]);
    }

    /// <summary>Lays the 4-D parameters of a module out channels_last; they stay the same parameters. Returns the module.</summary>
    public static T ToChannelsLast<T>(T module) where T : torch.nn.Module
    {
        using IDisposable mode = torch.no_grad();
        foreach (Parameter parameter in module.parameters())
        {
            if (parameter.dim() != 4 || IsChannelsLast(parameter)) continue;
            using torch.Tensor data = parameter.detach();
            using torch.Tensor moved = ToChannelsLast(data);
            parameter.set_(moved);
        }
        return module;
    }

    /// <summary>Does nothing: TorchSharp has no autocast.</summary>
    public static IDisposable Autocast(DeviceType deviceType, torch.ScalarType dtype, bool enabled = true) => new Nothing();

    private sealed class Nothing : IDisposable
    {
        public void Dispose() { }
    }

    /// <summary>relu(x) written over x where no gradient is recorded, else a new tensor. Use the result, not x.</summary>
    public static torch.Tensor ReluInPlace(torch.Tensor x) => torch.is_grad_enabled() && x.requires_grad ? x.relu() : x.relu_();

    /// <summary>Not supported.</summary>
    public static PrepackedConv2d PrepackConv2d(torch.Tensor weight, torch.Tensor? bias, long[] stride, long[] padding, long[] dilation,
        long groups, long[] inputSize, bool relu) => throw new NotSupportedException("TorchSharp has no prepacked convolutions.");

    /// <summary>Not supported.</summary>
    public static torch.jit.ScriptModule<torch.Tensor, torch.Tensor> DefineScript(string name, string source,
        IReadOnlyList<(string Name, torch.Tensor Value)> parameters) =>
        throw new NotSupportedException("TorchSharp cannot make a TorchScript network from source.");

    /// <summary>Does nothing.</summary>
    public static void SetCachingAllocator(bool enabled, long capBytes = 0) { }

    /// <summary>Does nothing; 0.</summary>
    public static long TrimAllocator() => 0;

    /// <summary>Does nothing.</summary>
    public static void SetMemoryLimit(long processBytes = 0, long tensorBytes = 0) { }

    /// <summary>What this process may still use, in bytes.</summary>
    public static long MemoryRoom => DeviceMemory(torch.CPU).FreeBytes;

    /// <summary>True: TorchSharp does not tell.</summary>
    public static bool HasBFloat16(torch.Device device) => device.type == DeviceType.CPU ? CpuHasBFloat16 : true;

    /// <summary>All 0.</summary>
    public static AllocatorStatistics AllocatorStatistics => default;

    /// <summary>Does nothing.</summary>
    public static void ResetPeakMemory() { }

    /// <summary>Threads that one CPU operator uses.</summary>
    public static int ThreadCount
    {
        get => torch.get_num_threads();
        set => torch.set_num_threads(value);
    }

    /// <summary>True when the processor multiplies bfloat16 (avx512_bf16 or amx_bf16); without, BFloat16 is slower than Float32.</summary>
    public static bool CpuHasBFloat16 { get; } = File.Exists("/proc/cpuinfo")
        && File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("flags", StringComparison.Ordinal)) is { } flags
        && flags.Split(' ').Any(flag => flag is "avx512_bf16" or "amx_bf16");

    /// <summary>"CPU" or "cuda:0": TorchSharp does not know names.</summary>
    public static string DeviceName(torch.Device device) => device.type == DeviceType.CPU ? "CPU" : device.ToString();

    /// <summary>Memory of the CPU in bytes: all of it, and what this process may still use. Not supported for others.</summary>
    public static (long TotalBytes, long FreeBytes) DeviceMemory(torch.Device device)
    {
        if (device.type != DeviceType.CPU) throw new NotSupportedException("TorchSharp does not tell the memory of a GPU.");
        GCMemoryInfo info = GC.GetGCMemoryInfo();
        return (info.TotalAvailableMemoryBytes, Math.Max(0, info.TotalAvailableMemoryBytes - Environment.WorkingSet));
    }

    /// <summary>Native tensors that C# owns in this process.</summary>
    public static long LiveTensorCount => torch.Tensor.TotalCount;

    /// <summary>Always false; setting does nothing.</summary>
    public static bool CudnnBenchmark
    {
        get => false;
        set { }
    }

    /// <summary>Always false; setting it true is not supported.</summary>
    public static bool DeterministicAlgorithms
    {
        get => false;
        set
        {
            if (value) throw new NotSupportedException("TorchSharp cannot ask libtorch for deterministic algorithms.");
        }
    }

    /// <summary>True when a failure means that a device's memory is exhausted: a smaller tile or batch may work.</summary>
    public static bool IsOutOfMemory(Exception failure) => failure is OutOfMemoryException
        || failure is ExternalException && (failure.Message.Contains("out of memory", StringComparison.OrdinalIgnoreCase)
            || failure.Message.Contains("can't allocate memory", StringComparison.Ordinal)
            || failure.Message.Contains("ALLOC_FAILED", StringComparison.Ordinal)
            || IsWithoutEngine(failure));

    /// <summary>True when cuDNN found no way to convolve: no memory for any, or a GPU that this libtorch was not built for.</summary>
    public static bool IsWithoutEngine(Exception failure) =>
        failure is ExternalException && failure.Message.Contains("unable to find an engine", StringComparison.OrdinalIgnoreCase);
}
