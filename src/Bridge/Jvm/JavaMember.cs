namespace FijiBridge.Bridge.Jvm;

/// <summary>Names a Java method. Keep one static instance per method: the host keeps its resolved handle in it.</summary>
public sealed class JavaMethod
{
    private JavaMethod(string className, string name, string signature, bool isStatic)
    {
        ClassName = className;
        Name = name;
        Signature = signature;
        IsStatic = isStatic;
    }

    /// <summary>Class, with slashes: "ij/io/Opener".</summary>
    public string ClassName { get; }

    /// <summary>Method name; "&lt;init&gt;" for constructors.</summary>
    public string Name { get; }

    /// <summary>JNI signature: "(Ljava/lang/String;)Lij/ImagePlus;".</summary>
    public string Signature { get; }

    /// <summary>True for static methods.</summary>
    public bool IsStatic { get; }

    internal ResolvedMember? Resolved { get; set; }

    /// <summary>An instance method.</summary>
    public static JavaMethod Instance(string className, string name, string signature) => new(className, name, signature, false);

    /// <summary>A static method.</summary>
    public static JavaMethod Static(string className, string name, string signature) => new(className, name, signature, true);

    /// <summary>A constructor; the signature ends in V.</summary>
    public static JavaMethod Constructor(string className, string signature) => new(className, "<init>", signature, false);

    /// <inheritdoc/>
    public override string ToString() => $"{ClassName.Replace('/', '.')}.{Name}{Signature}";
}

/// <summary>Names a Java field. Keep one static instance per field.</summary>
public sealed class JavaField
{
    private JavaField(string className, string name, string signature, bool isStatic)
    {
        ClassName = className;
        Name = name;
        Signature = signature;
        IsStatic = isStatic;
    }

    /// <summary>Class, with slashes.</summary>
    public string ClassName { get; }

    /// <summary>Field name.</summary>
    public string Name { get; }

    /// <summary>JNI type: "I", "[B", "Ljava/lang/String;".</summary>
    public string Signature { get; }

    /// <summary>True for static fields.</summary>
    public bool IsStatic { get; }

    internal ResolvedMember? Resolved { get; set; }

    /// <summary>An instance field.</summary>
    public static JavaField Instance(string className, string name, string signature) => new(className, name, signature, false);

    /// <summary>A static field.</summary>
    public static JavaField Static(string className, string name, string signature) => new(className, name, signature, true);

    /// <inheritdoc/>
    public override string ToString() => $"{ClassName.Replace('/', '.')}.{Name} ({Signature})";
}

/// <summary>A host's handle of a class and of a method or field in it; valid for the life of the Java VM.</summary>
internal sealed record ResolvedMember(nint ClassHandle, nint Id);
