using FijiBridge.Engine.Exchange;
using FijiBridge.Engine.Scripts;
using Xunit;

namespace FijiBridge.Engine.Tests.Exchange;

/// <summary>What objects are read from, by the names of a network's channels.</summary>
public sealed class ForeignObjectsTests
{
    [Theory]
    [InlineData("probability", ObjectReading.Foreground, 0, null, false)]
    [InlineData("channel_0", ObjectReading.Foreground, 0, null, true)]
    [InlineData("boundaries", ObjectReading.Background, 0, null, false)] // objects lie between them
    [InlineData("foreground,boundaries", ObjectReading.Foreground, 0, 1, false)]
    [InlineData("cell_boundary,cell_interior", ObjectReading.Foreground, 1, 0, false)]
    [InlineData("Background,Nuclei,Border", ObjectReading.Background, 0, 2, false)]
    [InlineData("channel_0,channel_1", ObjectReading.Foreground, 0, 1, true)]
    [InlineData("channel_0,channel_1,channel_2", ObjectReading.Background, 0, 2, true)]
    [InlineData("a,b,c,d", ObjectReading.None, 0, null, false)]
    public void Channels_are_read_by_their_names_and_else_by_what_is_usual(string names, ObjectReading reading, int channel, int? border, bool isGuess) =>
        Assert.Equal(new ForeignObjects(reading, channel, border, isGuess), ForeignObjects.Of(Output(names), [], null));

    [Fact]
    public void Numbers_that_are_no_probabilities_hold_no_objects_and_whole_numbers_may_be_labels()
    {
        var distances = new Planes([0, 3.5f, -7, 2], 1, 2, 2);
        Assert.Equal(ObjectReading.None, ForeignObjects.Of(Output("cells"), [], distances).Reading);
        var labels = new Planes([0, 1, 7, 7], 1, 2, 2);
        Assert.Equal(ObjectReading.Labels, ForeignObjects.Of(Output("labels"), [], labels).Reading);
        Assert.Equal(ObjectReading.Labels, ForeignObjects.Of(Output("out") with { Type = "uint16" }, [], labels).Reading);
        Assert.Equal(ObjectReading.None, ForeignObjects.Of(Output("cells"), ["Denoising"], null).Reading);
    }

    private static ForeignTensor Output(string names) => new([], names.Split(','), "float32", [], null);
}
