namespace FijiBridge.Bridge.Tests.Cli;

/// <summary>A folder that goes away with the test.</summary>
internal sealed class WorkFolder : IDisposable
{
    /// <summary>Full path.</summary>
    public string Path { get; } = Directory.CreateTempSubdirectory("fijibridge µ test ").FullName;

    /// <summary>A path inside it.</summary>
    public string this[string name] => System.IO.Path.Combine(Path, name);

    /// <summary>Creates a folder inside it.</summary>
    public string Folder(string name) => Directory.CreateDirectory(this[name]).FullName;

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(Path, recursive: true);
}
