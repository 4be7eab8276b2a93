using TorchSharp;
using static TorchSharp.torch;

namespace FijiBridge.Engine.Runtime;

/// <summary>The engine's use of what goes beyond TorchSharp's public names, in one place.</summary>
internal static class TorchFeatures
{
    /// <summary>
    /// The same values with the channels innermost in memory, which libtorch's convolutions keep and run faster on
    /// (measured 1.3 to 1.5 times on CPUs). Shape stays (N, C, H, W).
    /// </summary>
    public static Tensor ChannelsLast(Tensor x) => TorchExtras.ToChannelsLast(x);

    /// <summary>Lays out the weights of a network likewise, where the provider can.</summary>
    public static void UseChannelsLast(nn.Module network)
    {
        if (TorchExtras.HasModuleChannelsLast)
        {
            TorchExtras.ToChannelsLast(network);
        }
    }

    /// <summary>Lets convolutions run in bfloat16 until disposed.</summary>
    /// <exception cref="NotSupportedException">The provider cannot: see <see cref="RequireBFloat16"/>.</exception>
    public static IDisposable Autocast(Device device) => TorchExtras.Autocast(device.type, ScalarType.BFloat16);

    /// <summary>True where bfloat16 can be had and pays.</summary>
    public static bool HasBFloat16(Device device) => TorchExtras.HasAutocast && TorchExtras.HasBFloat16(device);

    /// <summary>Checks, before any work, that bfloat16 can be had on a device and pays there.</summary>
    /// <exception cref="UserAdviceException">The provider, the CPU or the GPU cannot.</exception>
    public static void RequireBFloat16(Device device)
    {
        if (!TorchExtras.HasAutocast)
        {
            throw new UserAdviceException("bfloat16 is not available in this build over the TorchSharp package; switch it off or use the build over the system's libtorch.");
        }

        if (!TorchExtras.HasBFloat16(device))
        {
            throw new UserAdviceException(device.type == DeviceType.CPU
                ? "This CPU has no bfloat16 arithmetic, with which the network would be slower, not faster; switch it off."
                : $"The GPU {device} ({TorchExtras.DeviceName(device)}) has no bfloat16 arithmetic, which GPUs from compute capability 8.0 (Ampere) on have; switch it off.");
        }
    }
}
