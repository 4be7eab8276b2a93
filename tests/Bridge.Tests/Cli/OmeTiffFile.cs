using System.Text;

namespace FijiBridge.Bridge.Tests.Cli;

/// <summary>Writes an 8-bit TIFF of several pages, the first of which has a description.</summary>
internal static class OmeTiffFile
{
    /// <summary>Writes the file.</summary>
    public static void Save(string path, int width, int height, string description, IReadOnlyList<byte[]> pages)
    {
        using var file = new BinaryWriter(File.Create(path));
        var text = Encoding.UTF8.GetBytes(description + '\0');
        file.Write("II*\0"u8);
        var position = 8 + text.Length + (text.Length & 1);
        file.Write(position);
        file.Write(text);
        file.Write(new byte[text.Length & 1]);
        for (var i = 0; i < pages.Count; i++)
        {
            var entries = i == 0 ? 10 : 9;
            var data = position + 2 + (entries * 12) + 4;
            var next = data + pages[i].Length + (pages[i].Length & 1);
            file.Write((ushort)entries);
            Entry(256, width);
            Entry(257, height);
            Entry(258, 8);
            Entry(259, 1);
            Entry(262, 1);
            if (i == 0)
            {
                Entry(270, 8, 2, text.Length);
            }

            Entry(273, data);
            Entry(277, 1);
            Entry(278, height);
            Entry(279, pages[i].Length);
            file.Write(i + 1 < pages.Count ? next : 0);
            file.Write(pages[i]);
            file.Write(new byte[pages[i].Length & 1]);
            position = next;
        }

        void Entry(int tag, int value, int type = 4, int count = 1)
        {
            file.Write((ushort)tag);
            file.Write((ushort)type);
            file.Write(count);
            file.Write(value);
        }
    }
}
