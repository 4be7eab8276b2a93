using FijiBridge.Engine.Images;
using FijiBridge.Engine.Labels;
using Xunit;

namespace FijiBridge.Engine.Tests.Labels;

public class DistanceMapTests
{
    [Theory]
    [InlineData(1, 1, 17, 13, 0.05)]
    [InlineData(0.25, 0.8, 17, 13, 0.05)]
    [InlineData(3, 0.5, 1, 30, 0.1)]
    [InlineData(1, 1, 30, 1, 0.1)]
    [InlineData(1, 2, 9, 9, 0.6)]
    public void Distances_are_those_to_the_nearest_of_all_marked_pixels(double pixelWidth, double pixelHeight, int width, int height, double density)
    {
        var random = new Random(5);
        var marked = Enumerable.Range(0, width * height).Select(_ => random.NextDouble() < density).ToArray();
        marked[^1] = true;

        var map = DistanceMap.To(marked, width, height, new PixelSize(pixelWidth, pixelHeight, "µm"));

        for (var i = 0; i < map.Length; i++)
        {
            var nearest = double.PositiveInfinity;
            for (var j = 0; j < map.Length; j++)
            {
                double dx = ((i % width) - (j % width)) * pixelWidth, dy = ((i / width) - (j / width)) * pixelHeight;
                nearest = marked[j] ? Math.Min(nearest, Math.Sqrt((dx * dx) + (dy * dy))) : nearest;
            }

            Assert.Equal(nearest, map[i], 1e-9);
        }
    }

    [Fact]
    public void Without_a_marked_pixel_every_distance_is_infinite() =>
        Assert.All(DistanceMap.To(new bool[12], 4, 3), d => Assert.Equal(double.PositiveInfinity, d));

    [Fact]
    public void A_wrong_number_of_marks_is_refused() =>
        Assert.Contains("4 x 3 pixels need 12 marks, got 11", Assert.Throws<ArgumentException>(() => DistanceMap.To(new bool[11], 4, 3)).Message);
}
