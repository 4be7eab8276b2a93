namespace FijiBridge.Bridge.Jvm;

/// <summary>
/// A Java virtual machine that this process can call. Everything in the program that needs Java goes through this
/// interface and <see cref="IJavaScope"/>, so that a host other than HotSpot over JNI (<see cref="JvmHost"/>) can be added.
/// </summary>
public interface IJavaHost
{
    /// <summary>Version and place of the Java VM, for messages.</summary>
    string Description { get; }

    /// <summary>References to Java objects that are held at this moment, on all threads (for leak tests).</summary>
    long LiveReferences { get; }

    /// <summary>
    /// What Java code printed to System.out since the last call. It is kept apart because this process's stdout belongs to
    /// results and to the protocol; System.err goes to stderr.
    /// </summary>
    string TakeOutput();

    /// <summary>
    /// Lets the calling thread call Java until the scope is disposed. Scopes nest; only the innermost scope of a thread
    /// may be used, and only on that thread. Every reference that was made in a scope ends with it.
    /// </summary>
    IJavaScope Enter();
}
