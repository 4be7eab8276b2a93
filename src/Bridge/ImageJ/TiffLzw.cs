namespace FijiBridge.Bridge.ImageJ;

/// <summary>LZW as TIFF uses it: codes of 9 to 12 bits, most significant bit first, widened one code early (TIFF 6.0, section 13).</summary>
internal static class TiffLzw
{
    private const int Clear = 256;
    private const int EndOfInformation = 257;
    private const int FirstFree = 258;
    private const int TableSize = 4096;

    /// <summary>Fills the destination.</summary>
    /// <exception cref="InvalidDataException">The codes make no sense or end too early.</exception>
    public static void Decompress(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        // Every string of the table is a piece of the output that was already written: where it starts, and how long it is.
        Span<int> start = new int[TableSize];
        Span<int> length = new int[TableSize];
        int next = FirstFree, width = 9, written = 0, previousStart = 0, previousLength = 0;
        int bits = 0, available = 0, position = 0;
        while (written < destination.Length)
        {
            while (available < width && position < source.Length)
            {
                bits = (bits << 8) | source[position++];
                available += 8;
            }

            if (available < width)
            {
                throw new InvalidDataException($"the LZW data end after {written} of {destination.Length} bytes");
            }

            var code = (bits >> (available - width)) & ((1 << width) - 1);
            available -= width;
            bits &= (1 << available) - 1;
            if (code == EndOfInformation)
            {
                throw new InvalidDataException($"the LZW data end after {written} of {destination.Length} bytes");
            }

            if (code == Clear)
            {
                next = FirstFree;
                width = 9;
                previousLength = 0;
                continue;
            }

            var here = written;
            if (code < Clear)
            {
                destination[written++] = (byte)code;
            }
            else
            {
                // a code that is about to be defined is the previous string and its own first byte
                var defined = code < next;
                if (code > next || (!defined && previousLength == 0))
                {
                    throw new InvalidDataException($"LZW code {code} is not defined yet");
                }

                var from = defined ? start[code] : previousStart;
                var count = Math.Min(defined ? length[code] : previousLength + 1, destination.Length - written);
                for (var i = 0; i < count; i++)
                {
                    destination[written + i] = destination[from + i]; // may overlap: bytes just written are read again
                }

                written += count;
            }

            if (previousLength > 0 && next < TableSize)
            {
                start[next] = previousStart;
                length[next] = previousLength + 1;
                next++;
            }

            previousStart = here;
            previousLength = written - here;
            width = next >= 2047 ? 12 : next >= 1023 ? 11 : next >= 511 ? 10 : 9;
        }
    }
}
