namespace TorchSharp.PInvoke;

/// <summary>A value of libtorch that has no managed form, such as the packed weights of a convolution; owns its native box.</summary>
internal sealed class BoxedValue(nint handle) : IDisposable
{
    internal nint Handle { get; private set; } = handle;

    ~BoxedValue() => Release();

    public void Dispose()
    {
        Release();
        GC.SuppressFinalize(this);
    }

    private void Release()
    {
        if (Handle == 0) return;
        NativeMethods.fbt_box_drop(Handle);
        Handle = 0;
    }
}
