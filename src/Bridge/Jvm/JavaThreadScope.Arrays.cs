namespace FijiBridge.Bridge.Jvm;

// Arrays of Java: elements of object arrays, copies of primitive ones.
internal sealed unsafe partial class JavaThreadScope
{
    /// <inheritdoc/>
    public int Length(IJavaObject array)
    {
        MustBeInnermost();
        return Checked(_env.GetArrayLength(HandleOf(array)));
    }

    /// <inheritdoc/>
    public IJavaObject? Element(IJavaObject array, int index)
    {
        MustBeInnermost();
        return Checked(_env.GetObjectArrayElement(HandleOf(array), index));
    }

    /// <inheritdoc/>
    public void CopyFrom<T>(IJavaObject array, int start, Span<T> destination)
        where T : unmanaged
    {
        MustBeInnermost();
        fixed (T* first = destination)
        {
            _env.GetArrayRegion(TypeOf<T>(), HandleOf(array), start, destination.Length, first);
        }

        ThrowPending();
    }

    /// <inheritdoc/>
    public IJavaObject NewArray<T>(ReadOnlySpan<T> values)
        where T : unmanaged
    {
        MustBeInnermost();
        var array = Checked(_env.NewArray(TypeOf<T>(), values.Length))!;
        fixed (T* first = values)
        {
            _env.SetArrayRegion(TypeOf<T>(), HandleOf(array), 0, values.Length, first);
        }

        ThrowPending();
        return array;
    }

    private static JniType TypeOf<T>() => typeof(T) switch
    {
        var t when t == typeof(byte) || t == typeof(sbyte) => JniType.Byte,
        var t when t == typeof(short) || t == typeof(ushort) => JniType.Short,
        var t when t == typeof(int) => JniType.Int,
        var t when t == typeof(long) => JniType.Long,
        var t when t == typeof(float) => JniType.Float,
        var t when t == typeof(double) => JniType.Double,
        var t when t == typeof(char) => JniType.Char,
        _ => throw new NotSupportedException($"Java has no primitive arrays of {typeof(T).Name}."),
    };
}
