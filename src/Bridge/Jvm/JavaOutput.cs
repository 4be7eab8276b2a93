namespace FijiBridge.Bridge.Jvm;

/// <summary>Java's System.out, redirected into memory from where it is taken piece by piece.</summary>
internal sealed class JavaOutput
{
    private static readonly JavaClass Buffers = new("java.io.ByteArrayOutputStream");
    private static readonly JavaClass Printers = new("java.io.PrintStream");
    private static readonly JavaMethod NewBuffer = Buffers.Constructor();
    private static readonly JavaMethod Size = Buffers.Method("int", "size");
    private static readonly JavaMethod ReadText = Buffers.Method("String", "toString", "String");
    private static readonly JavaMethod Reset = Buffers.Method("void", "reset");
    private static readonly JavaMethod NewPrinter = Printers.Constructor("java.io.OutputStream", "boolean", "String");
    private static readonly JavaMethod SetOut = new JavaClass("java.lang.System").StaticMethod("void", "setOut", "java.io.PrintStream");

    private readonly Lock _gate = new();
    private readonly IJavaObject _buffer; // for the life of the Java VM

    private JavaOutput(IJavaObject buffer) => _buffer = buffer;

    /// <summary>Replaces System.out.</summary>
    public static JavaOutput Redirect(IJavaScope scope)
    {
        using var buffer = scope.New(NewBuffer);
        using var printer = scope.New(NewPrinter, JavaValue.Of(buffer), true, "UTF-8");
        scope.Call(SetOut, null, JavaValue.Of(printer));
        return new JavaOutput(scope.ToGlobal(buffer));
    }

    /// <summary>What was printed since the last call.</summary>
    public string Take(IJavaScope scope)
    {
        lock (_gate)
        {
            if (scope.CallInt(Size, _buffer) == 0)
            {
                return string.Empty;
            }

            // a line that another thread prints between these two calls is lost
            var text = scope.CallString(ReadText, _buffer, "UTF-8");
            scope.Call(Reset, _buffer);
            return text ?? string.Empty;
        }
    }
}
