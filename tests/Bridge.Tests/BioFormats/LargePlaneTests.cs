using FijiBridge.Bridge.BioFormats;
using FijiBridge.Bridge.ImageJ;
using FijiBridge.Bridge.Output;
using FijiBridge.Bridge.Tests.ImageJ;
using FijiBridge.Bridge.Tests.Jvm;
using FijiBridge.Engine;
using FijiBridge.Engine.Images;
using Xunit;

namespace FijiBridge.Bridge.Tests.BioFormats;

/// <summary>Planes of more than 2^31 pixels in files: read piece by piece, or refused with the size and the way out.</summary>
[Collection(Java.Collection)]
public sealed class LargePlaneTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(50_000, 50_000, 1, 50_000, 20)] // strips
    [InlineData(100_000, 200_000, 3, 256, 256)] // small tiles
    [InlineData(1_000_000, 1_000_000, 6, 512, 512)] // very wide
    [InlineData(40_000, 40_000, 3, 40_000, 40_000)] // one tile
    [InlineData(int.MaxValue, 3, 7, int.MaxValue, 1)] // rows that are too long by themselves
    [InlineData(int.MaxValue, int.MaxValue, 7, 1, 1)]
    public void Blocks_of_a_plane_of_any_size_fit_into_arrays_and_memory(int width, int height, int type, int tileWidth, int tileHeight)
    {
        var layout = Layout(width, height, type, tileWidth, tileHeight);
        var blocks = BlockPlan.For(layout);
        Assert.InRange(blocks.Width, 1, width);
        Assert.InRange(blocks.Height, 1, height);
        Assert.InRange((long)blocks.Width * blocks.Height, 1, 16 << 20);
        var bytes = (long)blocks.Width * blocks.Height * layout.BytesPerSampleInMemory;
        var across = ((long)width + blocks.Width - 1) / blocks.Width;
        Assert.True(blocks.Kept > Math.Min(across, (1 << 20) - 1), $"{blocks.Kept} blocks are kept and {across} lie across the plane");
        Assert.True(blocks.Kept * bytes <= (1L << 30) || blocks.Kept == across + 1 || width == int.MaxValue, $"{blocks.Kept} blocks of {bytes} bytes");
        Assert.False(layout.FitsInArrays && (long)width * height > int.MaxValue);
        Assert.True(layout.BytesInMemory > 0 && layout.BytesPerFilePlane > 0);
    }

    [Fact]
    public void A_usual_slide_is_read_in_blocks_of_whole_tiles_of_about_a_megapixel()
    {
        Assert.Equal(new BlockPlan(1024, 1024, 256), BlockPlan.For(Layout(80_000, 60_000, 1, 256, 256)));
        Assert.Equal(new BlockPlan(1500, 2000, 44), BlockPlan.For(Layout(20_000, 20_000, 3, 500, 1000)));
        Assert.False(Layout(int.MaxValue, 1, 7, 1, 1).FitsInArrays);
        Assert.True(Layout(30_000, 30_000, 3, 512, 512).FitsInArrays);
    }

    [Fact]
    public void Regions_of_a_simulated_plane_of_2_5_gigapixels_are_those_of_its_corner_wherever_it_is_read()
    {
        using var reader = BioFormatsOnThisMachine.Reader();
        var file = Fake("big&sizeX=50000&sizeY=50000&pixelType=uint8.fake");
        var info = Assert.Single(reader.ReadInfo(file).Series);
        Assert.Equal((50_000, 50_000), (info.Width, info.Height));
        using var image = reader.ReadImage(file);
        Assert.False(image.IsInMemory);
        var row = new float[1200];
        image.ReadRow(0, 49_999, 48_800, row); // pixel 2,499,998,800 and on
        Assert.Equal(Enumerable.Range(48_800, 1200).Select(x => (float)(x % 256)), row); // what Bio-Formats draws: a ramp of 256 grey values
        Assert.Contains("(50000 x 50000 pixels) is too large to be held in memory", Assert.Throws<UserAdviceException>(() => reader.ReadLabels(file)).Message);
        using var part = image.Part(new PixelRectangle(49_000, 49_500, 256, 100));
        Assert.Equal(49_000 % 256, part[0, 0, 0]);
    }

    [Fact]
    public void A_plain_TIFF_of_2_5_gigabytes_goes_to_Bio_Formats_and_is_refused_with_its_size_where_there_is_none()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The file takes no room where files may have holes.");
        var file = _folder.File("huge.tif");
        TestTiff.Gray(50_000, 50_000, 8).Strip(new byte[8]).Save(file);
        Grow(file);
        var imagej = new ImageJReader(Java.Host);
        Assert.Equal(50_000, imagej.ReadInfo(file).Series[0].Width);
        var advice = Assert.Throws<UserAdviceException>(() => imagej.ReadImage(file)).Message;
        Assert.Contains("huge.tif' has planes of 50000 x 50000 pixels (8-bit), more than 2 GB each", advice);
        Assert.Contains(BioFormatsAdvice.HowToAdd, advice);
        using var both = new MicroscopyReader(imagej, BioFormatsOnThisMachine.Reader());
        using var image = both.ReadImage(file);
        Assert.Equal((50_000, false, 0), (image.Width, image.IsInMemory, image[0, 49_999, 49_999]));
    }

    [Fact]
    public void Labels_that_no_TIFF_can_hold_are_refused_before_the_work()
    {
        LabelTiffWriter.RequireRoom(46_000, 46_000);
        Assert.False(LabelTiffWriter.HasRoomForMany(46_000, 46_000));
        Assert.True(LabelTiffWriter.HasRoomForMany(32_000, 32_000));
        var advice = Assert.Throws<UserAdviceException>(() => LabelTiffWriter.RequireRoom(50_000, 50_000)).Message;
        Assert.Contains("50000 x 50000 pixels would make a TIFF of 500000", advice);
        Assert.Contains("--region", advice);
        Assert.Contains("ometiff", advice);
    }

    [Theory]
    [InlineData("huge.pgm", "P5\n50000 50000\n255\n")]
    [InlineData("overflows.pgm", "P5\n99999999 99999999\n255\n")] // to 1,674,919,425 pixels in 32 bits
    [InlineData("overflows to few.pgm", "P5\n65536 65537\n255\n")] // to 65,536
    [InlineData("huge.bmp", null)]
    public void Other_formats_with_more_pixels_than_a_Java_array_are_refused(string name, string? head)
    {
        var bytes = new byte[60_000];
        if (head is null)
        {
            "BM"u8.CopyTo(bytes);
            (bytes[10], bytes[14], bytes[26], bytes[28]) = (54, 40, 1, 24);
            BitConverter.TryWriteBytes(bytes.AsSpan(18), 50_000);
            BitConverter.TryWriteBytes(bytes.AsSpan(22), 50_000);
        }
        else
        {
            System.Text.Encoding.ASCII.GetBytes(head).CopyTo(bytes, 0);
        }

        File.WriteAllBytes(_folder.File(name), bytes);
        var message = Assert.Throws<UserAdviceException>(() => new ImageJReader(Java.Host).ReadImage(_folder.File(name))).Message;
        Assert.Contains(name, message);
        Assert.DoesNotContain('\n', message);
        Assert.Throws<UserAdviceException>(() => new ImageJReader(Java.Host).ReadInfo(_folder.File(name)));
    }

    private static BioFormatsLayout Layout(int width, int height, int type, int tileWidth, int tileHeight) => new()
    {
        Width = width,
        Height = height,
        Channels = 1,
        Slices = 1,
        Frames = 1,
        SamplesPerPlane = 1,
        Interleaved = false,
        LittleEndian = true,
        Type = type,
        Bits = 8,
        Order = "XYCZT",
        Tile = (tileWidth, tileHeight),
    };

    // The name says what the file holds; its own bytes are comments, as many as keep it from being refused for its size.
    private string Fake(string name)
    {
        File.WriteAllText(_folder.File(name), string.Concat(Enumerable.Repeat($"# {new string('x', 97)}\n", 20_000)));
        return _folder.File(name);
    }

    private static void Grow(string file)
    {
        var bytes = File.ReadAllBytes(file);
        var directory = BitConverter.ToInt32(bytes, 4);
        for (var entry = directory + 2; entry + 12 <= bytes.Length; entry += 12)
        {
            if (BitConverter.ToUInt16(bytes, entry) == 279)
            {
                BitConverter.TryWriteBytes(bytes.AsSpan(entry + 2), (ushort)4);
                BitConverter.TryWriteBytes(bytes.AsSpan(entry + 8), 2_500_000_000u);
            }
        }

        // the only strip lies behind everything else
        for (var entry = directory + 2; entry + 12 <= bytes.Length; entry += 12)
        {
            if (BitConverter.ToUInt16(bytes, entry) == 273)
            {
                BitConverter.TryWriteBytes(bytes.AsSpan(entry + 8), (uint)bytes.Length);
            }
        }

        File.WriteAllBytes(file, bytes);
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Write);
        stream.SetLength(bytes.Length + 2_500_000_000L);
    }
}
