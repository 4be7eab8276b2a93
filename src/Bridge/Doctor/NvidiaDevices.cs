using System.Runtime.InteropServices;
using System.Text;

namespace FijiBridge.Bridge.Doctor;

/// <summary>An NVIDIA device as its driver names it.</summary>
/// <param name="Name">Model name.</param>
/// <param name="TotalBytes">Memory of the device.</param>
/// <param name="FreeBytes">Memory that no program uses.</param>
internal sealed record NvidiaDevice(string Name, ulong TotalBytes, ulong FreeBytes);

/// <summary>
/// Asks the NVIDIA driver's own library (NVML) which devices the machine has. Works without libtorch, so that a GPU that
/// the installed libtorch cannot use is still seen and can be named.
/// </summary>
internal static unsafe class NvidiaDevices
{
    private const int NameLength = 96;

    [StructLayout(LayoutKind.Sequential)]
    private struct Memory
    {
        public ulong Total;
        public ulong Free;
        public ulong Used;
    }

    /// <summary>The devices; none where there is no driver.</summary>
    public static IReadOnlyList<NvidiaDevice> Find()
    {
        if (!NativeLibrary.TryLoad(OperatingSystem.IsWindows() ? "nvml.dll" : "libnvidia-ml.so.1", out var nvml))
        {
            return [];
        }

        try
        {
            return Read(nvml);
        }
        catch (EntryPointNotFoundException)
        {
            return []; // A driver from before NVML's second version: too old for any libtorch.
        }
    }

    private static List<NvidiaDevice> Read(nint nvml)
    {
        var init = (delegate* unmanaged<int>)NativeLibrary.GetExport(nvml, "nvmlInit_v2");
        var shutdown = (delegate* unmanaged<int>)NativeLibrary.GetExport(nvml, "nvmlShutdown");
        var count = (delegate* unmanaged<uint*, int>)NativeLibrary.GetExport(nvml, "nvmlDeviceGetCount_v2");
        var handle = (delegate* unmanaged<uint, nint*, int>)NativeLibrary.GetExport(nvml, "nvmlDeviceGetHandleByIndex_v2");
        var name = (delegate* unmanaged<nint, byte*, uint, int>)NativeLibrary.GetExport(nvml, "nvmlDeviceGetName");
        var memory = (delegate* unmanaged<nint, Memory*, int>)NativeLibrary.GetExport(nvml, "nvmlDeviceGetMemoryInfo");
        var devices = new List<NvidiaDevice>();
        uint n = 0;
        if (init() != 0)
        {
            return devices;
        }

        if (count(&n) == 0)
        {
            var text = stackalloc byte[NameLength];
            for (uint i = 0; i < n; i++)
            {
                nint device;
                Memory m = default;
                if (handle(i, &device) == 0 && name(device, text, NameLength) == 0 && memory(device, &m) == 0)
                {
                    devices.Add(new NvidiaDevice(Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(text)), m.Total, m.Free));
                }
            }
        }

        _ = shutdown();
        return devices;
    }
}
