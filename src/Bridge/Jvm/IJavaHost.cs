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

    /// <summary>
    /// Gives a Java method its body: <c>static native String method(String)</c>, the one shape that lines of text need. Java may call
    /// it on any of its threads, for the life of the Java VM; the body may enter Java itself. What it throws arrives in
    /// Java as a RuntimeException whose message holds the .NET stack trace.
    /// </summary>
    /// <param name="className">Class on the class path: "dlsegment.client.HostedEngine".</param>
    /// <param name="method">Name of the method.</param>
    /// <param name="body">Takes and returns a text, or null for Java's null.</param>
    /// <exception cref="JavaException">There is no such class or no such native method.</exception>
    void Implement(string className, string method, Func<string?, string?> body);
}
