using System.Buffers.Binary;

namespace FijiBridge.Bridge.BioFormats;

/// <summary>Whether all strips and tiles that the directories of a TIFF or BigTIFF name lie inside the file.</summary>
internal static class TiffExtent
{
    private const int StripOffsets = 273;
    private const int StripCounts = 279;
    private const int TileOffsets = 324;
    private const int TileCounts = 325;
    private const int SubDirectories = 330;
    private const int HamamatsuSlide = 65420;
    private const long LargestArray = 1 << 24;

    /// <summary>True where the first bytes are those of a TIFF or BigTIFF.</summary>
    public static bool IsTiff(ReadOnlySpan<byte> head) =>
        BinaryPrimitives.ReadUInt32BigEndian(head) is 0x49492A00 or 0x4D4D002A or 0x49492B00 or 0x4D4D002B;

    /// <summary>False where a directory, strip or tile lies behind the end of the file.</summary>
    public static bool IsWhole(FileStream file)
    {
        var head = new byte[16];
        file.Position = 0;
        if (file.ReadAtLeast(head, 8, throwOnEndOfStream: false) < 8)
        {
            return false;
        }

        var tiff = new Walk(file, head[0] == 'I', head[head[0] == 'I' ? 2 : 3] == 43);
        var seen = new HashSet<long>();
        var waiting = new Stack<long>([tiff.Big ? tiff.Number(head.AsSpan(8), 8) : tiff.Number(head.AsSpan(4), 4)]);
        while (waiting.TryPop(out var directory))
        {
            if (directory != 0 && seen.Add(directory) && !tiff.Directory(directory, waiting))
            {
                return false;
            }
        }

        return true;
    }

    private sealed class Walk(FileStream file, bool littleEndian, bool big)
    {
        private readonly long _length = file.Length;

        public bool Big => big;

        public long Number(ReadOnlySpan<byte> bytes, int size) => size switch
        {
            1 => bytes[0],
            2 => littleEndian ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : BinaryPrimitives.ReadUInt16BigEndian(bytes),
            4 => littleEndian ? BinaryPrimitives.ReadUInt32LittleEndian(bytes) : BinaryPrimitives.ReadUInt32BigEndian(bytes),
            _ => littleEndian ? BinaryPrimitives.ReadInt64LittleEndian(bytes) : BinaryPrimitives.ReadInt64BigEndian(bytes),
        };

        /// <summary>Checks one directory and notes those that it names; false where something lies behind the end.</summary>
        public bool Directory(long position, Stack<long> others)
        {
            int countBytes = big ? 8 : 2, entryBytes = big ? 20 : 12, pointerBytes = big ? 8 : 4;
            if (Read(position, countBytes) is not { } count || Read(position + countBytes, Number(count, countBytes) * entryBytes) is not { } entries)
            {
                return false;
            }

            var arrays = new Dictionary<int, long[]?>();
            for (var i = 0; i < entries.Length; i += entryBytes)
            {
                var entry = entries.AsSpan(i, entryBytes);
                var tag = (int)Number(entry, 2);
                if (tag == HamamatsuSlide)
                {
                    return true; // its offsets above 4 GB are stored in a way of its own
                }

                if (tag is StripOffsets or StripCounts or TileOffsets or TileCounts or SubDirectories)
                {
                    arrays[tag] = Values(entry);
                }
            }

            foreach (var directory in arrays.GetValueOrDefault(SubDirectories) ?? [])
            {
                others.Push(directory);
            }

            // the last directory of some files has no pointer to a next one
            if (Read(position + countBytes + entries.Length, pointerBytes) is { } next)
            {
                others.Push(Number(next, pointerBytes));
            }

            return Fits(arrays, StripOffsets, StripCounts) && Fits(arrays, TileOffsets, TileCounts);
        }

        private bool Fits(Dictionary<int, long[]?> arrays, int offsetsTag, int countsTag)
        {
            if (!arrays.TryGetValue(offsetsTag, out var offsets))
            {
                return true;
            }

            if (offsets is null || !arrays.TryGetValue(countsTag, out var counts))
            {
                return offsets is not null; // no counts: old files of one strip
            }

            return counts is not null && offsets.Zip(counts).All(p => p.Second <= 0 || p.First + p.Second <= _length);
        }

        private long[]? Values(ReadOnlySpan<byte> entry)
        {
            var size = Number(entry[2..], 2) switch
            {
                3 => 2,
                16 or 17 or 18 => 8,
                _ => 4,
            };
            var count = Number(entry[4..], big ? 8 : 4);
            var inline = entry[(big ? 12 : 8)..];
            if (count * size <= inline.Length)
            {
                return Split(inline, (int)count, size);
            }

            return Read(Number(inline, inline.Length), count * size) is { } bytes ? Split(bytes, (int)count, size) : null;
        }

        private long[] Split(ReadOnlySpan<byte> bytes, int count, int size)
        {
            var values = new long[count];
            for (var i = 0; i < count; i++)
            {
                values[i] = Number(bytes[(i * size)..], size);
            }

            return values;
        }

        private byte[]? Read(long position, long bytes)
        {
            if (position < 0 || bytes < 0 || bytes > LargestArray * 8 || position + bytes > _length)
            {
                return null;
            }

            var buffer = new byte[bytes];
            file.Position = position;
            return file.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false) == buffer.Length ? buffer : null;
        }
    }
}
