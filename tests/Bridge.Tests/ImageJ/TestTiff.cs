using System.Buffers.Binary;
using System.Text;

namespace FijiBridge.Bridge.Tests.ImageJ;

/// <summary>Writes small TIFFs of any kind, byte by byte, in either byte order.</summary>
internal sealed class TestTiff(bool bigEndian = false)
{
    private readonly SortedDictionary<ushort, (ushort Type, uint[] Values)> _tags = [];
    private readonly List<byte[]> _strips = [];
    private byte[] _description = [];

    public static TestTiff Gray(int width, int height, int bits, bool bigEndian = false) => new TestTiff(bigEndian)
        .Short(256, (uint)width).Short(257, (uint)height).Short(258, (uint)bits).Short(259, 1).Short(262, 1).Short(277, 1).Short(278, (uint)height);

    public TestTiff Short(ushort tag, params uint[] values)
    {
        _tags[tag] = (3, values);
        return this;
    }

    public TestTiff Long(ushort tag, params uint[] values)
    {
        _tags[tag] = (4, values);
        return this;
    }

    public TestTiff Description(string text)
    {
        _description = Encoding.ASCII.GetBytes(text + '\0');
        return this;
    }

    public TestTiff Strip(byte[] bytes)
    {
        _strips.Add(bytes);
        return this;
    }

    public TestTiff Strip(params ushort[] values)
    {
        var bytes = new byte[values.Length * 2];
        for (var i = 0; i < values.Length; i++)
        {
            Put(bytes, i * 2, values[i]);
        }

        return Strip(bytes);
    }

    public void Save(string path)
    {
        var offset = 8u;
        var offsets = new List<uint>();
        foreach (var strip in _strips)
        {
            offsets.Add(offset);
            offset += (uint)((strip.Length + 1) / 2 * 2);
        }

        Long(273, [.. offsets]).Long(279, [.. _strips.Select(s => (uint)s.Length)]);
        var entries = _tags.Count + (_description.Length > 0 ? 1 : 0);
        var directory = offset;
        var values = directory + 2 + ((uint)entries * 12) + 4;
        var file = new byte[values + _description.Length + (_tags.Sum(t => t.Value.Values.Length) * 4)];
        (bigEndian ? "MM\0*"u8 : "II*\0"u8).CopyTo(file);
        Put(file, 4, directory);
        for (var i = 0; i < _strips.Count; i++)
        {
            _strips[i].CopyTo(file, offsets[i]);
        }

        Put(file, (int)directory, (ushort)entries);
        var at = (int)directory + 2;
        var describe = _description.Length > 0;
        foreach (var (tag, (type, numbers)) in _tags)
        {
            if (describe && tag > 270)
            {
                describe = false;
                Entry(270, 2, (uint)_description.Length);
                Put(file, at + 8, values);
                _description.CopyTo(file, values);
                values += (uint)((_description.Length + 1) / 2 * 2);
                at += 12;
            }

            Entry(tag, type, (uint)numbers.Length);
            var size = type == 3 ? 2 : 4;
            var inline = numbers.Length * size <= 4;
            var target = inline ? at + 8 : (int)values;
            foreach (var number in numbers)
            {
                if (type == 3)
                {
                    Put(file, target, (ushort)number);
                }
                else
                {
                    Put(file, target, number);
                }

                target += size;
            }

            if (!inline)
            {
                Put(file, at + 8, values);
                values = (uint)((target + 1) / 2 * 2);
            }

            at += 12;
        }

        File.WriteAllBytes(path, file);
        void Entry(ushort tag, ushort type, uint count)
        {
            Put(file, at, tag);
            Put(file, at + 2, type);
            Put(file, at + 4, count);
        }
    }

    private void Put(byte[] bytes, int at, ushort value)
    {
        if (bigEndian)
        {
            BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(at), value);
        }
        else
        {
            BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(at), value);
        }
    }

    private void Put(byte[] bytes, int at, uint value)
    {
        if (bigEndian)
        {
            BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(at), value);
        }
        else
        {
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(at), value);
        }
    }
}
