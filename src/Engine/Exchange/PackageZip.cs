using System.IO.Compression;
using FijiBridge.Engine.Packages;

namespace FijiBridge.Engine.Exchange;

/// <summary>A package as a zip.</summary>
internal static class PackageZip
{
    /// <summary>Writes the files to a stream.</summary>
    public static void Write(Stream stream, IEnumerable<PackageFile> files)
    {
        using var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
        foreach (var file in files)
        {
            using var entry = zip.CreateEntry(file.Name, CompressionLevel.Optimal).Open();
            entry.Write(file.Content);
        }
    }
}
