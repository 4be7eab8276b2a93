namespace FijiBridge.Bridge.ImageJ;

/// <summary>PackBits run lengths (TIFF 6.0, section 9).</summary>
internal static class PackBits
{
    /// <summary>Fills the destination.</summary>
    /// <exception cref="InvalidDataException">The runs end too early.</exception>
    public static void Decompress(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        int position = 0, written = 0;
        while (written < destination.Length)
        {
            if (position >= source.Length)
            {
                throw new InvalidDataException($"the PackBits data end after {written} of {destination.Length} bytes");
            }

            var run = (sbyte)source[position++];
            if (run == -128)
            {
                continue;
            }

            var count = Math.Min(run >= 0 ? run + 1 : 1 - run, destination.Length - written);
            var target = destination.Slice(written, count);
            if (position + (run >= 0 ? count : 1) > source.Length)
            {
                throw new InvalidDataException($"the PackBits data end inside a run after {written} of {destination.Length} bytes");
            }

            if (run >= 0)
            {
                source.Slice(position, count).CopyTo(target);
                position += run + 1;
            }
            else
            {
                target.Fill(source[position++]);
            }

            written += count;
        }
    }
}
