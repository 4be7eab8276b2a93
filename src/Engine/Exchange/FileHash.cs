using System.Security.Cryptography;

namespace FijiBridge.Engine.Exchange;

/// <summary>The sha256 of a file against that which somebody gave for it.</summary>
internal static class FileHash
{
    /// <summary>Refuses a file that is not the one that was meant.</summary>
    /// <param name="path">The file.</param>
    /// <param name="name">What the user knows it by.</param>
    /// <param name="expected">64 hexadecimal digits, upper or lower case; spaces around them do not count.</param>
    /// <param name="giver">Who gave the hash, for the message: "bioimageio.yaml".</param>
    /// <exception cref="UserAdviceException">It has another hash; the message has both.</exception>
    public static void Require(string path, string name, string expected, string giver)
    {
        using var stream = File.OpenRead(path);
        var found = Convert.ToHexStringLower(SHA256.HashData(stream));
        if (!found.Equals(expected.Trim(), StringComparison.OrdinalIgnoreCase))
        {
            throw new UserAdviceException(
                $"{name} has the sha256 {found}, {giver} says {expected.Trim()}: it is another file, or was changed or damaged on the way; get it again, or export the model again if it was changed on purpose.");
        }
    }
}
