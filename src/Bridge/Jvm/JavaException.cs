namespace FijiBridge.Bridge.Jvm;

/// <summary>
/// An exception that was thrown in Java. The cause in Java is <see cref="Exception.InnerException"/>; the text of the exception
/// holds the stack trace of both sides.
/// </summary>
public sealed class JavaException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="javaClass">Class of the Java exception: "java.io.IOException".</param>
    /// <param name="javaMessage">Its message, or null.</param>
    /// <param name="javaStackTrace">What printStackTrace wrote.</param>
    /// <param name="cause">The Java cause.</param>
    public JavaException(string javaClass, string? javaMessage, string javaStackTrace, JavaException? cause)
        : base(string.IsNullOrEmpty(javaMessage) ? javaClass : $"{javaClass}: {javaMessage}", cause)
    {
        JavaClass = javaClass;
        JavaMessage = javaMessage;
        JavaStackTrace = javaStackTrace;
    }

    /// <summary>Class of the Java exception: "java.io.IOException".</summary>
    public string JavaClass { get; }

    /// <summary>Message of the Java exception without the class name, or null.</summary>
    public string? JavaMessage { get; }

    /// <summary>What printStackTrace wrote, "Caused by" parts included.</summary>
    public string JavaStackTrace { get; }

    /// <inheritdoc/>
    public override string ToString() => $"{base.ToString()}{Environment.NewLine}--- Java stack trace ---{Environment.NewLine}{JavaStackTrace}";
}
