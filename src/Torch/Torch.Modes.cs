using TorchSharp.PInvoke;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Until disposed, this thread records nothing for gradients.</summary>
    public static IDisposable no_grad() => new GradMode(false);

    /// <summary>Until disposed, this thread records operations for gradients, or not.</summary>
    public static IDisposable enable_grad(bool enabled = true) => new GradMode(enabled);

    /// <summary>Until disposed, this thread records operations for gradients, or not.</summary>
    public static IDisposable set_grad_enabled(bool mode = true) => new GradMode(mode);

    /// <summary>True when this thread records operations for gradients.</summary>
    public static bool is_grad_enabled() => NativeMethods.fbt_grad_mode() != 0;

    /// <summary>
    /// Until disposed, tensors made by this thread can never take part in gradients, which saves some work per operation.
    /// Dispose on the same thread, innermost first: do not await inside.
    /// </summary>
    public static IDisposable inference_mode(bool mode = true) => new InferenceMode(mode);

    /// <summary>True inside <see cref="inference_mode"/> on this thread.</summary>
    public static bool is_inference_mode_enabled() => NativeMethods.fbt_is_inference_mode() != 0;

    private sealed class GradMode : IDisposable
    {
        private readonly int before = NativeMethods.fbt_grad_mode();
        private bool done;

        internal GradMode(bool on) => NativeMethods.fbt_set_grad_mode(on ? 1 : 0);

        public void Dispose()
        {
            if (done) return;
            done = true;
            NativeMethods.fbt_set_grad_mode(before);
        }
    }

    private sealed class InferenceMode(bool on) : IDisposable
    {
        private nint guard = TorchError.Check(NativeMethods.fbt_inference_enter(on ? 1 : 0));

        public void Dispose()
        {
            if (guard != 0) NativeMethods.fbt_inference_leave(guard);
            guard = 0;
        }
    }

    /// <summary>A new innermost scope of this thread: tensors made until it is disposed are disposed with it.</summary>
    public static DisposeScope NewDisposeScope() => DisposeScopeManager.Open();

    /// <summary>The innermost scope of this thread, if any.</summary>
    public static DisposeScope? CurrentDisposeScope => DisposeScopeManager.Current;

    /// <summary>Evaluates in a scope of its own; only the result survives.</summary>
    public static Tensor WrappedTensorDisposeScope(Func<Tensor> expr)
    {
        using DisposeScope scope = NewDisposeScope();
        return expr().MoveToOuterDisposeScope();
    }

    /// <summary>Threads that one CPU operator uses.</summary>
    public static int get_num_threads() => TorchError.Check(NativeMethods.fbt_get_num_threads());

    /// <summary>Sets the threads that one CPU operator uses, for every thread that calls operators from now on.</summary>
    public static void set_num_threads(int num)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(num, 1);
        TorchError.Check(NativeMethods.fbt_set_num_threads(num));
    }

    /// <summary>Sets the threads that run operators of one graph side by side; only before the first of them.</summary>
    public static void set_num_interop_threads(int num) => TorchError.Check(NativeMethods.fbt_set_num_interop_threads(num));

    /// <summary>The version of libtorch.</summary>
    public static unsafe string __version__ => System.Runtime.InteropServices.Marshal.PtrToStringUTF8((nint)NativeMethods.fbt_version())!;

    /// <summary>Throws when there is no such device; returns it.</summary>
    /// <exception cref="InvalidOperationException">CUDA was asked for and there is none.</exception>
    public static Device InitializeDevice(Device? device)
    {
        Device wanted = device ?? CPU;
        InitializeDeviceType(wanted.type);
        return wanted;
    }

    /// <summary>Throws when there is no device of a kind.</summary>
    public static void InitializeDeviceType(DeviceType deviceType)
    {
        if (!TryInitializeDeviceType(deviceType))
            throw new InvalidOperationException($"libtorch {__version__} sees no {deviceType} device here.");
    }

    /// <summary>True when there is a device of a kind.</summary>
    public static bool TryInitializeDeviceType(DeviceType deviceType) => deviceType switch
    {
        DeviceType.CPU or DeviceType.META => true,
        DeviceType.CUDA => cuda.is_available(),
        _ => false,
    };
}
