using System.IO.Compression;
using System.Text.RegularExpressions;

namespace FijiBridge.Engine.Exchange;

/// <summary>
/// Looks into a TorchScript file from a stranger before libtorch gets it. TorchScript computes with tensors and has no Python, but a
/// few of its operators touch files, and operators of extensions do what they like: networks need neither.
/// </summary>
internal static partial class TorchScriptScreen
{
    private const long MostCode = 64 << 20;

    /// <summary>Checks a file.</summary>
    /// <exception cref="UserAdviceException">It is no TorchScript, damaged, or calls an operator that a network does not need; the message names it.</exception>
    public static void Check(string path)
    {
        try
        {
            using var zip = ZipFile.OpenRead(path);
            var code = zip.Entries.Where(e => e.FullName.Contains("/code/", StringComparison.Ordinal) && e.Name.EndsWith(".py", StringComparison.Ordinal)).ToList();
            if (code.Count == 0 || zip.Entries.All(e => e.Name != "constants.pkl"))
            {
                throw new UserAdviceException($"{path} is no TorchScript network; ask for one written by torch.jit.save.");
            }

            if (code.Sum(e => e.Length) > MostCode)
            {
                throw new InvalidDataException("its code is larger than a network's can be");
            }

            foreach (var entry in code)
            {
                using var reader = new StreamReader(entry.Open());
                if (Forbidden().Match(reader.ReadToEnd()) is { Success: true } found)
                {
                    throw new UserAdviceException($"The network {path} calls {found.Value.TrimEnd('(')}, which reads or writes files or belongs to an extension; it is not installed.");
                }
            }
        }
        catch (InvalidDataException e)
        {
            throw new UserAdviceException($"{path} is not a TorchScript network or is damaged ({e.Message.TrimEnd('.')}); get it again.", e);
        }
    }

    [GeneratedRegex(@"\b(torch|ops\.aten|ops\.prim)\.(save|load|from_file|_save|_load\w*)\(|\bops\.(?!aten\.|prim\.|prims\.)\w+\.\w+")]
    private static partial Regex Forbidden();
}
