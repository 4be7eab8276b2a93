using FijiBridge.Engine.Images;
using FijiBridge.Engine.Instances;
using FijiBridge.Engine.Models;
using FijiBridge.Engine.Polygons;
using FijiBridge.Engine.StarDist;
using Xunit;

namespace FijiBridge.Engine.Tests.Network;

public class ScaledImageTests
{
    [Fact]
    public void A_calibrated_image_is_rescaled_to_the_model_and_objects_come_back_in_its_pixels()
    {
        // 0.25 x 0.5 µm against a model of 0.5 µm: half as many columns, as many rows.
        var image = new Image2D("x", 80, 40, [new byte[3200]], new PixelSize(0.25, 0.5, "µm"));
        var scaled = ScaledImage.For(image, new ModelInfo { PixelWidthMicrons = 0.5 }, wanted: true);
        Assert.Equal((40, 40), (scaled.Image.Width, scaled.Image.Height));
        Assert.Contains("80 x 40 to 40 x 40", scaled.Notice);

        var back = ScaledPolygons.ToImage(new StarPolygons(4, [10], [10], [3, 3, 3, 3], [0.9f]), scaled.Scale);
        Assert.Equal((10f, 20.5f), (back.Y[0], back.X[0]));
        Assert.Equal([6, 3, 6, 3], back.Dist); // right, down, left, up
    }

    [Fact]
    public void A_stretched_disc_stays_an_ellipse_on_its_rays()
    {
        const int n = 64;
        var seen = new double[n];
        StarOutline.SeenFromCentre(Enumerable.Repeat(10f, n).ToArray(), 0.5, 2, new RayAngles(n), seen);
        for (var k = 0; k < n; k++)
        {
            var (sin, cos) = Math.SinCos(2 * Math.PI * k / n);
            Assert.Equal(1 / Math.Sqrt((sin * sin / 25) + (cos * cos / 400)), seen[k], 0.15);
        }
    }

    [Theory]
    [InlineData(0.51, "µm", true)]
    [InlineData(0.25, "pixel", true)]
    [InlineData(0.25, "µm", false)]
    public void Nearly_equal_uncalibrated_and_unwanted_images_are_left_alone(double size, string unit, bool wanted)
    {
        var image = new Image2D("x", 8, 8, [new byte[64]], new PixelSize(size, size, unit));
        Assert.Same(image, ScaledImage.For(image, new ModelInfo { PixelWidthMicrons = 0.5 }, wanted).Image);
    }

    [Fact]
    public void An_outline_is_the_same_from_any_point_inside()
    {
        const int n = 128;
        var rays = new RayAngles(n);
        var seen = new double[n];
        Assert.True(StarOutline.SeenFrom(Enumerable.Repeat(10f, n).ToArray(), 3, -2, rays, seen)); // disc around (3, -2)
        for (var k = 0; k < n; k++)
        {
            double dy = (seen[k] * rays.Sin[k]) - 3, dx = (seen[k] * rays.Cos[k]) + 2;
            Assert.Equal(10, Math.Sqrt((dy * dy) + (dx * dx)), 0.01);
        }

        Assert.False(StarOutline.SeenFrom(Enumerable.Repeat(10f, n).ToArray(), 30, 0, rays, seen));
    }
}
