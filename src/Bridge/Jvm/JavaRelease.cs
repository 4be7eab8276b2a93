namespace FijiBridge.Bridge.Jvm;

/// <summary>The file "release" of a Java installation: lines of KEY="value" with its version and its modules.</summary>
internal sealed class JavaRelease
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    private JavaRelease(IEnumerable<string> lines)
    {
        foreach (var line in lines)
        {
            var equals = line.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0)
            {
                _values[line[..equals].Trim()] = line[(equals + 1)..].Trim().Trim('"');
            }
        }
    }

    /// <summary>"17.0.15"; "unknown" where the file does not tell.</summary>
    public string Version => _values.GetValueOrDefault("JAVA_VERSION", "unknown");

    /// <summary>True unless the list of modules is there and lacks the name. Java 8 has no list and no modules.</summary>
    public bool MayHaveModule(string name) =>
        !_values.TryGetValue("MODULES", out var modules) || modules.Split(' ', StringSplitOptions.RemoveEmptyEntries).Contains(name);

    /// <summary>Reads it; of the folder above where the home is a jre/ inside a JDK 8. Empty where there is none or it cannot be read.</summary>
    public static JavaRelease Of(string home)
    {
        foreach (var file in new[] { Path.Combine(home, "release"), Path.Combine(home, "..", "release") })
        {
            try
            {
                if (File.Exists(file))
                {
                    return new JavaRelease(File.ReadLines(file));
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // then its version stays unknown
            }
        }

        return new JavaRelease([]);
    }
}
