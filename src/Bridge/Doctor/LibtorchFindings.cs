using FijiBridge.Engine.Runtime;
using FijiBridge.Engine.Runtime.Cpu;
using FijiBridge.Engine.StarDist;
using TorchSharp;

namespace FijiBridge.Bridge.Doctor;

/// <summary>What of libtorch and of GPUs was found.</summary>
internal static class LibtorchFindings
{
    private const double BytesPerGiB = 1024.0 * 1024 * 1024;

    /// <summary>libtorch, the device that would be used, its memory.</summary>
    public static IEnumerable<Finding> All()
    {
        var libtorch = Libtorch();
        yield return libtorch;
        if (libtorch.State != FindingState.Missing)
        {
            yield return Device();
        }
    }

    private static Finding Libtorch()
    {
        try
        {
            return Finding.Ok("libtorch", TorchThread.Shared.Run(() => $"{torch.__version__}, through the {Provider} provider"));
        }
        catch (Exception e)
        {
            var detail = $"it could not be loaded ({Cli.ErrorPolicy.Unwrap(e).Message.Split('\n')[0].TrimEnd(':', '.')})";
            var remedy = OperatingSystem.IsLinux()
                ? "install it (Debian and Ubuntu: apt-get install libtorch-dev, then ./build.sh build), or build with TorchProvider=nuget"
                : "unpack the zip of DL Segment again: it brings libtorch";
            return CpuRuntime.CanRun(new StarDistConfig())
                ? Finding.Optional("libtorch", $"{detail}; only training and GPUs need it", remedy)
                : Finding.Missing("libtorch", detail, remedy);
        }
    }

    private static Finding Device()
    {
        var gpus = NvidiaDevices.Find();
        var names = string.Join("; ", gpus.Select(g => FormattableString.Invariant($"{g.Name}, {g.FreeBytes / BytesPerGiB:0.#} of {g.TotalBytes / BytesPerGiB:0.#} GiB free")));
        var device = ComputeDevice.Choose();
        if (device.IsCuda)
        {
            return Finding.Ok("device", $"{device.Device}: {names}");
        }

        return gpus.Count > 0
            ? Finding.Optional("device", $"cpu; this libtorch cannot use {names}", "build against a libtorch with CUDA to use the GPU")
            : Finding.Ok("device", "cpu (no NVIDIA GPU was found)");
    }

    private static string Provider => typeof(torch).Assembly.GetName().Name == "TorchSharp" ? "nuget (TorchSharp)" : "system";
}
