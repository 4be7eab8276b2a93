using FijiBridge.Bridge.Output;
using FijiBridge.Engine;
using FijiBridge.Engine.Images;
using FijiBridge.Engine.Polygons;
using SkiaSharp;
using Xunit;

namespace FijiBridge.Bridge.Tests.Output;

public sealed class OverlayPictureTests : IDisposable
{
    private static readonly StarPolygons None = new(3, [], [], [], []);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(16, 8, 512, 256)]
    [InlineData(300, 200, 300, 200)]
    [InlineData(1, 1, 512, 512)]
    [InlineData(5000, 10, 2500, 5)]
    [InlineData(5000, 1, 2500, 1)]
    public void Small_images_are_enlarged_and_large_ones_reduced(int width, int height, int expectedWidth, int expectedHeight)
    {
        using var picture = Picture(new Image2D("a", width, height, [new byte[width * height]]), None);
        Assert.Equal((expectedWidth, expectedHeight), (picture.Width, picture.Height));
    }

    [Fact]
    public void Grey_values_are_stretched_between_the_percentiles()
    {
        var image = new Image2D("a", 600, 10, [Enumerable.Range(0, 6000).Select(i => (ushort)(1000 + (i % 600))).ToArray()]);
        using var picture = Picture(image, None);
        Assert.Equal(new SKColor(0, 0, 0), picture.GetPixel(0, 5));
        Assert.Equal(new SKColor(255, 255, 255), picture.GetPixel(599, 5));
        Assert.InRange(picture.GetPixel(300, 5).Red, 120, 135);
    }

    [Fact]
    public void Colour_pictures_keep_their_colours_and_constant_and_NaN_images_are_black()
    {
        var rgb = new Image2D("a", 2, 1, [new byte[] { 10, 20 }, new byte[] { 30, 40 }, new byte[] { 50, 60 }], isRgb: true);
        using var picture = Picture(rgb, None);
        Assert.Equal(new SKColor(10, 30, 50), picture.GetPixel(0, 0));
        Assert.Equal(new SKColor(20, 40, 60), picture.GetPixel(511, 0));
        using var constant = Picture(Image2D.FromFloats("a", 1, 1, [7]), None);
        Assert.Equal(SKColors.Black, constant.GetPixel(0, 0));
        using var nan = Picture(Image2D.FromFloats("a", 2, 1, [float.NaN, float.NaN]), None);
        Assert.Equal(SKColors.Black, nan.GetPixel(0, 0));
    }

    [Fact]
    public void Outlines_run_where_the_objects_end()
    {
        // a disc of radius 40 around (100, 60): its outline passes (140, 60) and leaves the inside alone
        var objects = new StarPolygons(64, [60, 100], [100, 250], [.. Enumerable.Repeat(40f, 64), .. Enumerable.Repeat(20f, 64)], [0.9f, 0.8f]);
        using var picture = Picture(new Image2D("a", 600, 150, [new byte[600 * 150]]), objects);
        Assert.NotEqual(SKColors.Black, picture.GetPixel(140, 60));
        Assert.NotEqual(SKColors.Black, picture.GetPixel(100, 20));
        Assert.Equal(SKColors.Black, picture.GetPixel(100, 60));
        Assert.Equal(SKColors.Black, picture.GetPixel(145, 60));
        Assert.NotEqual(picture.GetPixel(140, 60).Hue, picture.GetPixel(270, 100).Hue, 10f);
    }

    [Fact]
    public void A_channel_that_is_not_there_is_refused()
    {
        var e = Assert.Throws<UserAdviceException>(() => OverlayPicture.Write(_folder.File("a.png"), Image2D.FromFloats("cells", 1, 1, [7]), None, new OverlayOptions { Channel = 2 }));
        Assert.Equal("The overlay should show channel 3, but 'cells' has 1; choose one of them.", e.Message);
    }

    private SKBitmap Picture(Image2D image, StarPolygons objects)
    {
        OverlayPicture.Write(_folder.File("a.png"), image, objects);
        return SKBitmap.Decode(_folder.File("a.png"));
    }
}
