using FijiBridge.Engine.Images;
using FijiBridge.Engine.Labels;

namespace FijiBridge.Engine.Data;

/// <summary>Label images by name, for example class images that belong to the pairs of a set. Load is called from several threads.</summary>
public interface ILabelImages
{
    /// <summary>True where there is one of this name.</summary>
    bool Contains(string name);

    /// <summary>Loads one.</summary>
    LabelImage Load(string name);
}

/// <summary>The label images of a folder by file name without extension; files as for <see cref="FolderPairs"/>.</summary>
/// <param name="folder">Folder.</param>
/// <param name="kind">What they are, for messages: "class image".</param>
/// <param name="reader">Reads the files.</param>
/// <exception cref="UserAdviceException">The folder is missing or empty, or a name occurs twice.</exception>
public sealed class LabelFolder(string folder, string kind, IImageReader reader) : ILabelImages
{
    private readonly IReadOnlyDictionary<string, string> _files = FolderPairs.FilesByName(folder, kind);

    /// <inheritdoc/>
    public bool Contains(string name) => _files.ContainsKey(name);

    /// <inheritdoc/>
    /// <exception cref="UserAdviceException">The file cannot be read.</exception>
    public LabelImage Load(string name) => reader.ReadLabels(_files[name]);
}
