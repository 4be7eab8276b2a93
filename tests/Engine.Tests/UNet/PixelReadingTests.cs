using FijiBridge.Engine.UNet;
using Newtonsoft.Json;
using Xunit;

namespace FijiBridge.Engine.Tests.UNet;

public class PixelReadingTests
{
    [Theory]
    [InlineData(UNetOutput.Boundary, false, 0.7)]
    [InlineData(UNetOutput.Distance, false, 0.4)] // .5 (1 - .2)
    [InlineData(UNetOutput.Distance, true, 0.35)] // .5 * .7
    public void Seeds_are_the_inside_or_the_depth_apart_from_others_or_inside(UNetOutput output, bool inside, double expected)
    {
        var reading = new PixelReading(new UNetConfig { Output = output, InsideSeeds = inside });
        float[] values = [0.1f, 0.7f, 0.2f, 0.5f];
        Assert.Equal(expected, reading.Seed(values), 1e-6);
        Assert.Equal(0.9, reading.Foreground(values), 1e-6);
    }

    [Fact]
    public void A_configuration_of_an_earlier_version_stays_as_it_was()
    {
        Assert.False(JsonConvert.DeserializeObject<UNetConfig>("{}")!.InsideSeeds);
        Assert.DoesNotContain("inside_seeds", JsonConvert.SerializeObject(new UNetConfig()));
        Assert.True(JsonConvert.DeserializeObject<UNetConfig>(JsonConvert.SerializeObject(new UNetConfig { InsideSeeds = true }))!.InsideSeeds);
    }
}
