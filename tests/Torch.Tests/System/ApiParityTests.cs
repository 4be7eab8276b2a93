using System.Reflection;
using System.Text.RegularExpressions;
using TorchSharp;
using Xunit;

namespace FijiBridge.Torch.Tests;

/// <summary>Holds our public names against a list of TorchSharp 0.107's ("type :: signature" per line), kept beside the checkout.</summary>
public partial class ApiParityTests
{
    private static readonly string[] Ours =
        [nameof(TorchExtras), nameof(TorchSharp.AllocatorStatistics), nameof(PrepackedConv2d)];

    [GeneratedRegex(@"=(?:[^,()]|\([^)]*\))*")]
    private static partial Regex DefaultValue();

    private static string? FindList()
    {
        for (DirectoryInfo? d = new(AppContext.BaseDirectory); d is not null; d = d.Parent)
        {
            string path = Path.Combine(d.FullName, "shared", "torchsharp-0.107-api.txt");
            if (File.Exists(path)) return path;
        }
        return null;
    }

    private static string Name(Type type)
    {
        if (type.IsByRef) return "ref " + Name(type.GetElementType()!);
        if (type.IsArray) return Name(type.GetElementType()!) + "[]";
        if (type.IsGenericParameter) return type.Name;
        if (Nullable.GetUnderlyingType(type) is { } inner) return Name(inner) + "?";
        if (type.IsGenericType)
            return type.Name[..type.Name.IndexOf('`')] + "<" + string.Join(",", type.GetGenericArguments().Select(Name)) + ">";
        return type == typeof(long) ? "long" : type == typeof(int) ? "int" : type == typeof(float) ? "float"
            : type == typeof(double) ? "double" : type == typeof(bool) ? "bool" : type == typeof(string) ? "string"
            : type == typeof(void) ? "void" : type.Name;
    }

    private static string Parameters(MethodBase method) =>
        "(" + string.Join(", ", method.GetParameters().Select(p => $"{Name(p.ParameterType)} {p.Name}")) + ")";

    private static string Key(Type type) => (type.FullName ?? "").Replace("TorchSharp.", "");

    private static IEnumerable<string> Signatures(Type type)
    {
        const BindingFlags Public = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        foreach (MethodInfo m in type.GetMethods(Public).Where(m => !m.IsSpecialName || m.Name.StartsWith("op_", StringComparison.Ordinal)))
            yield return $"{Name(m.ReturnType)} {m.Name}{Parameters(m)}";
        foreach (PropertyInfo p in type.GetProperties(Public).Where(p => p.GetIndexParameters().Length == 0))
            yield return $"{Name(p.PropertyType)} {p.Name}";
        foreach (FieldInfo f in type.GetFields(Public).Where(f => !f.IsSpecialName)) yield return $"field {Name(f.FieldType)} {f.Name}";
    }

    private static string Normalised(string signature)
    {
        string s = signature.EndsWith('}') ? signature[..signature.IndexOf(" {", StringComparison.Ordinal)] : signature;
        return DefaultValue().Replace(s, "");
    }

    [Fact]
    public void Every_public_signature_is_one_of_TorchSharp()
    {
        if (FindList() is not { } path)
        {
            Assert.Skip("The list of TorchSharp's signatures (shared/torchsharp-0.107-api.txt beside the checkout) is not here.");
            return;
        }
        ILookup<string, string> real = File.ReadLines(path).Select(line => line.Split(" :: ", 2)).Where(p => p.Length == 2)
            .ToLookup(p => p[0], p => Normalised(p[1]));
        var strange = new List<string>();
        foreach (Type type in typeof(torch).Assembly.GetExportedTypes().Where(t => !Ours.Contains(t.Name)))
        {
            var known = new HashSet<string>();
            for (Type? t = type; t is not null && t != typeof(object); t = t.BaseType)
                known.UnionWith(real[Key(t.IsGenericType ? t.GetGenericTypeDefinition() : t)]);
            strange.AddRange(Signatures(type).Where(s => !known.Contains(s) && !s.EndsWith(" ToString()", StringComparison.Ordinal))
                .Select(s => $"{Key(type)} :: {s}"));
        }
        Assert.True(strange.Count == 0, $"{strange.Count} signatures are not TorchSharp's:\n" + string.Join('\n', strange));
    }
}
