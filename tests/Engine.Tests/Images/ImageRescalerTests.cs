using FijiBridge.Engine.Images;
using FijiBridge.Engine.Labels;
using FijiBridge.Engine.Tests.TestData;
using Xunit;

namespace FijiBridge.Engine.Tests.Images;

public class ImageRescalerTests
{
    [Fact]
    public void Doubling_four_pixels_interpolates_between_their_centres()
    {
        var (image, scale) = ImageRescaler.Rescale(TestPairs.Image(4, 0, 4, 8, 0), 1, 2);

        Assert.Equal([0, 1, 3, 5, 7, 6, 2, 0], (float[])image.Plane(0));
        Assert.Equal(new PixelScale(1, 2), scale);
    }

    [Fact]
    public void Halving_averages_the_neighbourhood()
    {
        // Triangle of reach 2 about 0.5 and 2.5 ...: weights 1/4 3/4 3/4 1/4 inside, 3 3 1 at the border
        var (image, _) = ImageRescaler.Rescale(TestPairs.Image(6, 0, 8, 0, 8, 0, 8), 1, 0.5);

        Assert.Equal([24 / 7f, 4, 32 / 7f], (float[])image.Plane(0), (a, b) => Math.Abs(a - b) < 1e-5);
    }

    [Theory]
    [InlineData(0.37, 0.61)]
    [InlineData(1.7, 2.3)]
    [InlineData(0.5, 3)]
    public void A_tilted_plane_keeps_its_values_at_mapped_positions(double factorY, double factorX)
    {
        var values = new float[60 * 80];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = (3 * (i / 80)) + (2 * (i % 80));
        }

        var (image, scale) = ImageRescaler.Rescale(TestPairs.Image(80, values), factorY, factorX);

        Assert.Equal((Math.Round(60 * factorY), Math.Round(80 * factorX)), (image.Height, image.Width));
        for (var y = 3; y < image.Height - 3; y++)
        {
            for (var x = 3; x < image.Width - 3; x++)
            {
                Assert.Equal((3 * scale.ToSourceY(y)) + (2 * scale.ToSourceX(x)), image[0, y, x], 0.35); // the widened triangle is centred to within a sample
            }
        }
    }

    [Fact]
    public void The_map_and_its_inverse_agree_and_borders_coincide()
    {
        var scale = new PixelScale(0.3, 2.7);

        Assert.Equal(12.25, scale.ToScaledY(scale.ToSourceY(12.25)), 1e-12);
        Assert.Equal(12.25, scale.ToScaledX(scale.ToSourceX(12.25)), 1e-12);
        Assert.Equal(-0.5, scale.ToSourceX(-0.5), 1e-12);
    }

    [Fact]
    public void Type_does_not_matter_and_calibration_follows()
    {
        var image = new Image2D("x", 4, 2, [new byte[] { 1, 2, 3, 4, 5, 6, 7, 8 }, new byte[8]], new PixelSize(0.5, 0.25, "µm"), isRgb: true);

        var (scaled, _) = ImageRescaler.Rescale(image, 2, 0.5);

        Assert.Equal((2, 4, 2, true), (scaled.Width, scaled.Height, scaled.Channels, scaled.IsRgb));
        Assert.Equal(new PixelSize(1, 0.125, "µm"), scaled.PixelSize);
        Assert.Same(image, ImageRescaler.Rescale(image, 1, 1).Image);
    }

    [Fact]
    public void Labels_take_the_nearest_value_and_come_back_after_doubling()
    {
        var labels = TestPairs.Discs("a", 37, 23).Labels;

        var (doubled, _) = ImageRescaler.RescaleLabels(labels, 2, 2);

        Assert.Equal((74, 46), (doubled.Width, doubled.Height));
        Assert.Equal(labels.Pixels, ImageRescaler.RescaleLabels(doubled, 0.5, 0.5).Labels.Pixels);
        Assert.Equal([1, 3, 5], ImageRescaler.RescaleLabels(new LabelImage(5, 1, [1, 2, 3, 4, 5]), 1, 0.6).Labels.Pixels);
    }

    [Fact]
    public void A_tiny_image_never_vanishes_and_impossible_factors_are_refused()
    {
        Assert.Equal((1, 1), (ImageRescaler.Rescale(TestPairs.Image(1, 5), 0.1, 0.1).Image.Width, 1));
        var e = Assert.Throws<UserAdviceException>(() => ImageRescaler.Rescale(TestPairs.Image(1, 5), 0, 1));
        Assert.Contains("Scaling a 1 x 1 image by 1 x 0 is not possible", e.Message);
    }
}
