using System.Runtime.InteropServices;
using TorchSharp.Modules;
using TorchSharp.PInvoke;

namespace TorchSharp;

/// <summary>
/// What TorchSharp's API lacks. The layer over the TorchSharp package has the same members; where it cannot do a thing, the flag
/// of that thing is false and the call does nothing (speed) or throws <see cref="NotSupportedException"/> (results).
/// </summary>
public static partial class TorchExtras
{
    private const int ChannelsLastFormat = 2;

    /// <summary>"system": this layer over an installed libtorch.</summary>
    public static string Provider => "system";

    /// <summary>The version of libtorch, such as "1.13.1".</summary>
    public static string LibTorchVersion => torch.__version__;

    /// <summary>The native library in use.</summary>
    public static string NativeLibraryPath
    {
        get
        {
            _ = torch.__version__;
            return NativeLibraryLoader.LoadedFrom;
        }
    }

    /// <summary>True: <see cref="Autocast"/> works.</summary>
    public static bool HasAutocast => true;

    /// <summary>True: the CPU allocator caches.</summary>
    public static bool HasCachingAllocator => true;

    /// <summary>True: <see cref="PrepackConv2d"/> works (libtorch has oneDNN).</summary>
    public static bool HasPrepackedConvolution => PrepackedConvolution.Value;

    private static readonly Lazy<bool> PrepackedConvolution = new(() => Supports(() => Ops.mkldnn_prepacked_conv2d_run.Boxed()));

    /// <summary>True: parameters of modules can be laid out channels_last.</summary>
    public static bool HasModuleChannelsLast => true;

    /// <summary>True: names and memory of GPUs are known.</summary>
    public static bool HasDeviceInfo => true;

    private static bool Supports(Action call)
    {
        try { call(); }
        catch (ExternalException failure) { return !failure.Message.Contains("has no operator", StringComparison.Ordinal); }
        return true;
    }

    /// <summary>
    /// A 4-D tensor with its channels side by side in memory, which convolutions are fastest on. Same shape and values. One
    /// channel, or 1 x 1 pixels, lie in memory alike in both layouts; there the strides are written so that libtorch, which goes
    /// by them, takes it for channels_last. Without that a network on images of one channel starts in the other layout.
    /// </summary>
    public static torch.Tensor ToChannelsLast(torch.Tensor input)
    {
        torch.Tensor packed = Ops.contiguous.Call(input, ChannelsLastFormat);
        if (packed.stride().AsSpan().SequenceEqual(ChannelsLastStrides(packed.shape))) return packed;
        using (packed)
        {
            return packed.as_strided(packed.shape, ChannelsLastStrides(packed.shape));
        }
    }

    /// <summary>True when the channels of a 4-D tensor are side by side in memory, and its strides say so.</summary>
    public static bool IsChannelsLast(torch.Tensor tensor) =>
        tensor.dim() == 4 && tensor.stride().AsSpan().SequenceEqual(ChannelsLastStrides(tensor.shape));

    private static long[] ChannelsLastStrides(long[] shape) => [shape[1] * shape[2] * shape[3], 1, shape[1] * shape[3], shape[1]];

    /// <summary>Lays the 4-D parameters of a module out channels_last; they stay the same parameters. Returns the module.</summary>
    public static T ToChannelsLast<T>(T module) where T : torch.nn.Module
    {
        using IDisposable mode = torch.no_grad();
        foreach (Parameter parameter in module.parameters())
        {
            if (parameter.dim() != 4 || IsChannelsLast(parameter)) continue;
            using torch.Tensor data = parameter.detach();
            using torch.Tensor moved = ToChannelsLast(data);
            parameter.SetData(moved);
        }
        return module;
    }

    /// <summary>
    /// Until disposed, operators of this thread that profit compute in a 16-bit type: BFloat16 on the CPU (see
    /// <see cref="CpuHasBFloat16"/>), BFloat16 or Float16 on CUDA. Parameters stay 32 bit. Dispose on the same thread.
    /// </summary>
    public static IDisposable Autocast(DeviceType deviceType, torch.ScalarType dtype, bool enabled = true) =>
        new AutocastScope(deviceType, dtype, enabled);

    private sealed class AutocastScope : IDisposable
    {
        private readonly DeviceType device;
        private readonly int before;
        private bool done;

        internal AutocastScope(DeviceType device, torch.ScalarType dtype, bool enabled)
        {
            if (device == DeviceType.CPU && dtype != torch.ScalarType.BFloat16 || device is not (DeviceType.CPU or DeviceType.CUDA))
                throw new ArgumentException($"Autocast on {device} does not compute in {dtype}; use BFloat16 on the CPU.");
            this.device = device;
            before = TorchError.Check(NativeMethods.fbt_autocast((int)device, enabled ? 1 : 0, (int)dtype, 1));
        }

        public void Dispose()
        {
            if (done) return;
            done = true;
            TorchError.Check(NativeMethods.fbt_autocast((int)device, before & 1, before >> 1, -1));
        }
    }

    /// <summary>relu(x) written over x where no gradient is recorded, else a new tensor. Use the result, not x.</summary>
    public static torch.Tensor ReluInPlace(torch.Tensor x) => torch.is_grad_enabled() && x.requires_grad ? x.relu() : x.relu_();

    /// <summary>
    /// Reorders weights of a convolution for one input size (N, C, H, W), with a relu after it if wanted. CPU, float32.
    /// </summary>
    /// <exception cref="NotSupportedException">See <see cref="HasPrepackedConvolution"/>.</exception>
    public static PrepackedConv2d PrepackConv2d(torch.Tensor weight, torch.Tensor? bias, long[] stride, long[] padding, long[] dilation,
        long groups, long[] inputSize, bool relu)
    {
        if (!HasPrepackedConvolution) throw new NotSupportedException($"libtorch {LibTorchVersion} was built without prepacked convolutions.");
        using torch.Tensor w = weight.detach();
        using torch.Tensor? b = bias?.detach();
        return new PrepackedConv2d(Ops.mkldnn_prepacked_conv2d_prepack.Boxed(w, b, stride, padding, dilation, groups, inputSize,
            relu ? "relu" : "none"));
    }
}
