namespace FijiBridge.Bridge.Jvm;

/// <summary>Java's System.out, redirected into memory from where it is taken piece by piece.</summary>
internal sealed class JavaOutput
{
    private const string Buffer = "java/io/ByteArrayOutputStream";
    private const string Printer = "java/io/PrintStream";
    private static readonly JavaMethod NewBuffer = JavaMethod.Constructor(Buffer, "()V");
    private static readonly JavaMethod Size = JavaMethod.Instance(Buffer, "size", "()I");
    private static readonly JavaMethod ReadText = JavaMethod.Instance(Buffer, "toString", "(Ljava/lang/String;)Ljava/lang/String;");
    private static readonly JavaMethod Reset = JavaMethod.Instance(Buffer, "reset", "()V");
    private static readonly JavaMethod NewPrinter = JavaMethod.Constructor(Printer, "(Ljava/io/OutputStream;ZLjava/lang/String;)V");
    private static readonly JavaMethod SetOut = JavaMethod.Static("java/lang/System", "setOut", "(Ljava/io/PrintStream;)V");

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
