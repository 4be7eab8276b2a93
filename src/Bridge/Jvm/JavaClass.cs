using System.Text;

namespace FijiBridge.Bridge.Jvm;

/// <summary>
/// Names the members of a Java class with types as Java source writes them: "int", "boolean", "String", "byte[]",
/// "ij.ImagePlus". It saves the writing of JNI signatures, in which a typing error shows only when the call is made.
/// </summary>
/// <param name="name">Full name: "ij.io.Opener"; inner classes with $.</param>
/// <example><code>
/// private static readonly JavaClass Integers = new("java.lang.Integer");
/// private static readonly JavaMethod ParseInt = Integers.StaticMethod("int", "parseInt", "String");
/// public static int ParseJavaInt(this IJavaScope java, string text) => java.CallInt(ParseInt, null, text);
/// </code></example>
public sealed class JavaClass(string name)
{
    private static readonly Dictionary<string, string> Simple = new()
    {
        ["void"] = "V",
        ["boolean"] = "Z",
        ["byte"] = "B",
        ["char"] = "C",
        ["short"] = "S",
        ["int"] = "I",
        ["long"] = "J",
        ["float"] = "F",
        ["double"] = "D",
        ["String"] = "Ljava/lang/String;",
        ["Object"] = "Ljava/lang/Object;",
    };

    /// <summary>As JNI writes it: "ij/io/Opener".</summary>
    public string JniName { get; } = name.Replace('.', '/');

    /// <summary>A constructor.</summary>
    public JavaMethod Constructor(params string[] takes) => JavaMethod.Constructor(JniName, Signature("void", takes));

    /// <summary>An instance method.</summary>
    public JavaMethod Method(string returns, string method, params string[] takes) => JavaMethod.Instance(JniName, method, Signature(returns, takes));

    /// <summary>A static method.</summary>
    public JavaMethod StaticMethod(string returns, string method, params string[] takes) => JavaMethod.Static(JniName, method, Signature(returns, takes));

    /// <summary>An instance field.</summary>
    public JavaField Field(string type, string field) => JavaField.Instance(JniName, field, TypeOf(type));

    /// <summary>A static field.</summary>
    public JavaField StaticField(string type, string field) => JavaField.Static(JniName, field, TypeOf(type));

    /// <inheritdoc/>
    public override string ToString() => name;

    private static string Signature(string returns, string[] takes)
    {
        var signature = new StringBuilder("(");
        foreach (var type in takes)
        {
            signature.Append(type == "void" ? throw new ArgumentException("void is no type of a parameter.") : TypeOf(type));
        }

        return signature.Append(')').Append(TypeOf(returns)).ToString();
    }

    private static string TypeOf(string type)
    {
        if (type.EndsWith("[]", StringComparison.Ordinal))
        {
            return "[" + TypeOf(type[..^2]);
        }

        return Simple.TryGetValue(type, out var simple) ? simple
            : type.Contains('.', StringComparison.Ordinal) && !type.AsSpan().ContainsAny("/;<> ") ? $"L{type.Replace('.', '/')};"
            : throw new ArgumentException($"'{type}' is no Java type: write a primitive, String, Object, or a full class name such as java.util.List.");
    }
}
