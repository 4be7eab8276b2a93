namespace FijiBridge.Bridge.Jvm;

/// <summary>Turns a java.lang.Throwable into a <see cref="JavaException"/>, its causes included.</summary>
internal static class JavaThrowable
{
    private const int MaxCauses = 16; // a cause chain can be a circle

    private static readonly JavaClass Throwables = new("java.lang.Throwable");
    private static readonly JavaClass Objects = new("java.lang.Object");
    private static readonly JavaClass Writers = new("java.io.PrintWriter");
    private static readonly JavaMethod GetMessage = Throwables.Method("String", "getMessage");
    private static readonly JavaMethod GetCause = Throwables.Method("java.lang.Throwable", "getCause");
    private static readonly JavaMethod PrintStackTrace = Throwables.Method("void", "printStackTrace", "java.io.PrintWriter");
    private static readonly JavaMethod GetClass = Objects.Method("java.lang.Class", "getClass");
    private static readonly JavaMethod GetName = new JavaClass("java.lang.Class").Method("String", "getName");
    private static readonly JavaMethod NewStringWriter = new JavaClass("java.io.StringWriter").Constructor();
    private static readonly JavaMethod NewPrintWriter = Writers.Constructor("java.io.Writer");
    private static readonly JavaMethod Flush = Writers.Method("void", "flush");
    private static readonly JavaMethod ToText = Objects.Method("String", "toString");

    [ThreadStatic]
    private static bool _describing;

    /// <summary>Reads class, message, stack trace and causes of a throwable.</summary>
    public static JavaException ToException(IJavaScope scope, IJavaObject throwable)
    {
        if (_describing)
        {
            // getMessage() or printStackTrace() threw in its turn; the outer call reports what it has
            return new JavaException("java.lang.Throwable", null, string.Empty, null);
        }

        _describing = true;
        try
        {
            return Describe(scope, throwable, 0);
        }
        finally
        {
            _describing = false;
        }
    }

    private static JavaException Describe(IJavaScope scope, IJavaObject throwable, int depth)
    {
        string name = "java.lang.Throwable", trace = string.Empty;
        string? message = null;
        JavaException? cause = null;
        try
        {
            using var cls = scope.CallObject(GetClass, throwable)!;
            name = scope.CallString(GetName, cls)!;
            message = scope.CallString(GetMessage, throwable);
            trace = StackTrace(scope, throwable);
            using var inner = depth < MaxCauses ? scope.CallObject(GetCause, throwable) : null;
            cause = inner is null ? null : Describe(scope, inner, depth + 1);
        }
        catch (JavaException)
        {
            // the Java VM has no memory or stack left to describe its own exception: what was read so far is the report
        }

        return new JavaException(name, message, trace, cause);
    }

    private static string StackTrace(IJavaScope scope, IJavaObject throwable)
    {
        using var text = scope.New(NewStringWriter);
        using var writer = scope.New(NewPrintWriter, JavaValue.Of(text));
        scope.Call(PrintStackTrace, throwable, JavaValue.Of(writer));
        scope.Call(Flush, writer);
        return scope.CallString(ToText, text) ?? string.Empty;
    }
}
