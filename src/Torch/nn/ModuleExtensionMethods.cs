namespace TorchSharp;

/// <summary>Moving modules between devices and element types; each returns the module itself.</summary>
public static class ModuleExtensionMethods
{
    private static T Moved<T>(T module, torch.ScalarType? type, torch.Device? device, bool nonBlocking) where T : torch.nn.Module
    {
        module.Move(type, device, nonBlocking);
        return module;
    }

    /// <summary>Real-valued parameters and buffers take an element type.</summary>
    public static T to<T>(this T module, torch.ScalarType type, bool non_blocking = false) where T : torch.nn.Module =>
        Moved(module, type, null, non_blocking);

    /// <summary>Parameters and buffers go to a device and take an element type.</summary>
    public static T to<T>(this T module, torch.Device device, torch.ScalarType type, bool non_blocking = false) where T : torch.nn.Module =>
        Moved(module, type, device, non_blocking);

    /// <summary>Parameters and buffers go to a device.</summary>
    public static T to<T>(this T module, DeviceType deviceType, int deviceIndex = -1, bool non_blocking = false) where T : torch.nn.Module =>
        Moved(module, null, new torch.Device(deviceType, deviceIndex), non_blocking);

    /// <summary>Parameters and buffers go to a device.</summary>
    public static T to<T>(this T module, torch.Device device, bool non_blocking = false) where T : torch.nn.Module =>
        Moved(module, null, device, non_blocking);

    /// <summary>Parameters and buffers go to a device.</summary>
    public static T to<T>(this T module, string device, bool non_blocking = false) where T : torch.nn.Module =>
        Moved(module, null, new torch.Device(device), non_blocking);

    /// <summary>Parameters and buffers go where a tensor is and take its element type.</summary>
    public static T to<T>(this T module, torch.Tensor other, bool non_blocking = false) where T : torch.nn.Module =>
        Moved(module, other.dtype, other.device, non_blocking);

    /// <summary>Parameters and buffers go to the CPU.</summary>
    public static T cpu<T>(this T module, bool non_blocking = false) where T : torch.nn.Module =>
        Moved(module, null, torch.CPU, non_blocking);

    /// <summary>Parameters and buffers go to a CUDA device.</summary>
    public static T cuda<T>(this T module, int deviceIndex = -1, bool non_blocking = false) where T : torch.nn.Module =>
        Moved(module, null, new torch.Device(DeviceType.CUDA, deviceIndex), non_blocking);

    /// <summary>Parameters and buffers become 16-bit real numbers.</summary>
    public static T half<T>(this T module, bool non_blocking = false) where T : torch.nn.Module =>
        Moved(module, torch.ScalarType.Float16, null, non_blocking);

    /// <summary>Parameters and buffers become 16-bit real numbers with the range of 32 bits.</summary>
    public static T bfloat16<T>(this T module, bool non_blocking = false) where T : torch.nn.Module =>
        Moved(module, torch.ScalarType.BFloat16, null, non_blocking);

    /// <summary>Parameters and buffers become 32-bit real numbers.</summary>
    public static T @float<T>(this T module, bool non_blocking = false) where T : torch.nn.Module =>
        Moved(module, torch.ScalarType.Float32, null, non_blocking);

    /// <summary>Parameters and buffers become 64-bit real numbers.</summary>
    public static T @double<T>(this T module, bool non_blocking = false) where T : torch.nn.Module =>
        Moved(module, torch.ScalarType.Float64, null, non_blocking);
}
