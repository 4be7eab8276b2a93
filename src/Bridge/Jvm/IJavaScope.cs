namespace FijiBridge.Bridge.Jvm;

/// <summary>
/// The calling thread's view of Java. Arguments convert from int, long, float, double, bool, string, null and
/// <see cref="IJavaObject"/>. An exception thrown in Java arrives as <see cref="JavaException"/>.
/// </summary>
public interface IJavaScope : IDisposable
{
    /// <summary>Runs a constructor.</summary>
    IJavaObject New(JavaMethod constructor, params ReadOnlySpan<JavaValue> arguments);

    /// <summary>Calls a void method; <paramref name="target"/> is null for static methods, here and below.</summary>
    void Call(JavaMethod method, IJavaObject? target, params ReadOnlySpan<JavaValue> arguments);

    /// <summary>Calls a method that returns int.</summary>
    int CallInt(JavaMethod method, IJavaObject? target, params ReadOnlySpan<JavaValue> arguments);

    /// <summary>Calls a method that returns long.</summary>
    long CallLong(JavaMethod method, IJavaObject? target, params ReadOnlySpan<JavaValue> arguments);

    /// <summary>Calls a method that returns double.</summary>
    double CallDouble(JavaMethod method, IJavaObject? target, params ReadOnlySpan<JavaValue> arguments);

    /// <summary>Calls a method that returns boolean.</summary>
    bool CallBool(JavaMethod method, IJavaObject? target, params ReadOnlySpan<JavaValue> arguments);

    /// <summary>Calls a method that returns java.lang.String.</summary>
    string? CallString(JavaMethod method, IJavaObject? target, params ReadOnlySpan<JavaValue> arguments);

    /// <summary>Calls a method that returns an object or array.</summary>
    IJavaObject? CallObject(JavaMethod method, IJavaObject? target, params ReadOnlySpan<JavaValue> arguments);

    /// <summary>Reads an int field.</summary>
    int GetInt(JavaField field, IJavaObject? target);

    /// <summary>Reads a long field.</summary>
    long GetLong(JavaField field, IJavaObject? target);

    /// <summary>Reads a double field.</summary>
    double GetDouble(JavaField field, IJavaObject? target);

    /// <summary>Reads a boolean field.</summary>
    bool GetBool(JavaField field, IJavaObject? target);

    /// <summary>Reads a java.lang.String field.</summary>
    string? GetString(JavaField field, IJavaObject? target);

    /// <summary>Reads a field that holds an object or array.</summary>
    IJavaObject? GetObject(JavaField field, IJavaObject? target);

    /// <summary>True where the object is of the class, for example "ij/ImagePlus" or "[B".</summary>
    bool IsInstance(IJavaObject target, string className);

    /// <summary>Number of elements of an array.</summary>
    int Length(IJavaObject array);

    /// <summary>Element of an object array.</summary>
    IJavaObject? Element(IJavaObject array, int index);

    /// <summary>
    /// Copies part of a primitive array. T is byte, short or ushort (short), int, long, float or
    /// double and must be the type of the elements.
    /// </summary>
    void CopyFrom<T>(IJavaObject array, int start, Span<T> destination)
        where T : unmanaged;

    /// <summary>Makes a primitive array that holds a copy of the values; T as for <see cref="CopyFrom"/>.</summary>
    IJavaObject NewArray<T>(ReadOnlySpan<T> values)
        where T : unmanaged;

    /// <summary>A reference to the same object that outlives the scope; the caller disposes it.</summary>
    IJavaObject ToGlobal(IJavaObject target);
}
