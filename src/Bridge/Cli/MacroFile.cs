using System.Text;
using FijiBridge.Engine;

namespace FijiBridge.Bridge.Cli;

/// <summary>Reads the text of a macro.</summary>
internal static class MacroFile
{
    private const long LimitBytes = 10 << 20; // no one has written such a macro; an image was given instead

    /// <summary>The text of a macro file: UTF-8, or where it is none, Latin-1, which is all that ImageJ's own -batch knows.</summary>
    /// <exception cref="UserAdviceException">There is no such file, or it is no macro.</exception>
    public static string Read(string path)
    {
        if (Directory.Exists(path))
        {
            throw new UserAdviceException($"Macro {path} is a folder; give the file of a macro (.ijm or .txt).");
        }

        if (!System.IO.File.Exists(path))
        {
            throw new UserAdviceException($"Macro {path} does not exist; check the path.");
        }

        if (!Path.GetExtension(path).Equals(".ijm", StringComparison.OrdinalIgnoreCase) && !Path.GetExtension(path).Equals(".txt", StringComparison.OrdinalIgnoreCase))
        {
            throw new UserAdviceException($"{path} is no ImageJ macro by its name; give a file that ends in .ijm or .txt (scripts in other languages need Fiji's own script editor).");
        }

        if (new FileInfo(path).Length > LimitBytes)
        {
            throw new UserAdviceException($"{path} has {new FileInfo(path).Length} bytes, which is too long for a macro; is it one?");
        }

        var text = Decode(System.IO.File.ReadAllBytes(path));
        return text.Contains('\0') ? throw new UserAdviceException($"{path} holds zero bytes, so it is no text; give the file of a macro.") : text;
    }

    private static string Decode(byte[] bytes)
    {
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes).TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException)
        {
            return Encoding.Latin1.GetString(bytes);
        }
    }
}
