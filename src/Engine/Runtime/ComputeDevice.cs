using TorchSharp;

namespace FijiBridge.Engine.Runtime;

/// <summary>What to do when the wanted device is not there.</summary>
public enum OnFallback
{
    /// <summary>Stop with advice.</summary>
    Fail,

    /// <summary>Use the CPU and say so.</summary>
    UseCpu,
}

/// <summary>The device on which a network runs, and how it came to be chosen.</summary>
/// <param name="Device">libtorch's device.</param>
/// <param name="Notice">One sentence for the user where the choice needs one, else null.</param>
public sealed record ComputeDevice(torch.Device Device, string? Notice)
{
    /// <summary>True for a GPU.</summary>
    public bool IsCuda => Device.type == DeviceType.CUDA;

    /// <summary>Chooses a device.</summary>
    /// <param name="name">"auto" (a GPU where there is one), "cpu", "cuda" or "cuda:1".</param>
    /// <param name="onFallback">What to do where a GPU was asked for by name and is not there.</param>
    /// <exception cref="UserAdviceException">Unknown name, or no such GPU and <see cref="OnFallback.Fail"/>.</exception>
    public static ComputeDevice Choose(string name = "auto", OnFallback onFallback = OnFallback.Fail)
    {
        var wanted = name.Trim().ToLowerInvariant();
        if (wanted == "cpu")
        {
            return new ComputeDevice(torch.CPU, null);
        }

        var gpus = wanted == "auto" && !GpuIsThinkable ? 0 : CountGpus(wanted);
        if (wanted == "auto")
        {
            return gpus > 0 ? new ComputeDevice(torch.device("cuda", 0), null) : new ComputeDevice(torch.CPU, "No GPU that libtorch can use was found; the CPU is used.");
        }

        var index = wanted == "cuda" ? 0 : wanted.StartsWith("cuda:", StringComparison.Ordinal) && int.TryParse(wanted.AsSpan(5), out var i) && i >= 0 ? i : -1;
        if (index < 0)
        {
            throw new UserAdviceException($"Device \"{name}\" is unknown; use auto, cpu, cuda or cuda:N.");
        }

        if (index < gpus)
        {
            return new ComputeDevice(torch.device("cuda", index), null);
        }

        var missing = gpus == 0 ? "libtorch finds no GPU" : $"libtorch finds {gpus} GPU(s), numbered from 0";
        return onFallback == OnFallback.UseCpu
            ? new ComputeDevice(torch.CPU, $"Device {name} was asked for but {missing}; the CPU is used.")
            : throw new UserAdviceException($"Device {name} was asked for but {missing}; use device cpu or auto, or install a libtorch with CUDA.");
    }

    /// <summary>
    /// False where the machine has no driver of a GPU. Loading libtorch takes a while and may not be possible; without a
    /// driver there is nothing to ask it for.
    /// </summary>
    public static bool GpuIsThinkable => !OperatingSystem.IsLinux()
        || File.Exists("/dev/nvidiactl") || File.Exists("/dev/dxg") || File.Exists("/dev/kfd");

    private static int CountGpus(string wanted)
    {
        try
        {
            return TorchThread.Shared.Run(() => torch.cuda.is_available() ? torch.cuda.device_count() : 0);
        }
        catch (Exception e) when (wanted == "auto" && e is DllNotFoundException or TypeInitializationException or NotSupportedException)
        {
            return 0; // no libtorch: the CPU needs none, and the doctor tells of it
        }
    }
}
