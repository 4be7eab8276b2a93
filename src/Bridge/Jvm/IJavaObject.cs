namespace FijiBridge.Bridge.Jvm;

/// <summary>
/// A reference to a Java object. A local reference (the usual case) is valid on its thread until its scope ends; dispose it
/// earlier when the object is large, so that Java can collect it. A global reference is valid on every thread until disposed.
/// </summary>
public interface IJavaObject : IDisposable
{
    /// <summary>True where the reference outlives the scope in which it was made.</summary>
    bool IsGlobal { get; }
}
