namespace FijiBridge.Bridge.Jvm;

/// <summary>Names a method or field of a Java class. Keep one static instance per member: the host keeps its resolved handle in it.</summary>
public abstract class JavaMember
{
    private protected JavaMember(string className, string name, string signature, bool isStatic)
    {
        ClassName = className;
        Name = name;
        Signature = signature;
        IsStatic = isStatic;
    }

    /// <summary>Class, with slashes: "ij/io/Opener".</summary>
    public string ClassName { get; }

    /// <summary>Name of the member; "&lt;init&gt;" for constructors.</summary>
    public string Name { get; }

    /// <summary>JNI signature: "(Ljava/lang/String;)Lij/ImagePlus;" of a method, "I", "[B", "Ljava/lang/String;" of a field.</summary>
    public string Signature { get; }

    /// <summary>True for static members.</summary>
    public bool IsStatic { get; }

    internal ResolvedMember? Resolved { get; set; }
}

/// <summary>Names a Java method or constructor.</summary>
public sealed class JavaMethod : JavaMember
{
    private JavaMethod(string className, string name, string signature, bool isStatic)
        : base(className, name, signature, isStatic)
    {
    }

    /// <summary>An instance method.</summary>
    public static JavaMethod Instance(string className, string name, string signature) => new(className, name, signature, false);

    /// <summary>A static method.</summary>
    public static JavaMethod Static(string className, string name, string signature) => new(className, name, signature, true);

    /// <summary>A constructor; the signature ends in V.</summary>
    public static JavaMethod Constructor(string className, string signature) => new(className, "<init>", signature, false);

    /// <inheritdoc/>
    public override string ToString() => $"{ClassName.Replace('/', '.')}.{Name}{Signature}";
}

/// <summary>Names a Java field.</summary>
public sealed class JavaField : JavaMember
{
    private JavaField(string className, string name, string signature, bool isStatic)
        : base(className, name, signature, isStatic)
    {
    }

    /// <summary>An instance field.</summary>
    public static JavaField Instance(string className, string name, string signature) => new(className, name, signature, false);

    /// <summary>A static field.</summary>
    public static JavaField Static(string className, string name, string signature) => new(className, name, signature, true);

    /// <inheritdoc/>
    public override string ToString() => $"{ClassName.Replace('/', '.')}.{Name} ({Signature})";
}

/// <summary>A host's handle of a class and of a method or field in it; valid for the life of the Java VM.</summary>
internal sealed record ResolvedMember(nint ClassHandle, nint Id);
