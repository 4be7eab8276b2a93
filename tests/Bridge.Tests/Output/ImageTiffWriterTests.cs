using FijiBridge.Bridge.Output;
using FijiBridge.Bridge.Tests.PluginHost;
using FijiBridge.Engine.Images;
using Xunit;

namespace FijiBridge.Bridge.Tests.Output;

public sealed class ImageTiffWriterTests
{
    [Fact]
    public void ImageJ_names_the_channels_and_shows_each_in_its_own_range()
    {
        float[] prob = [0, 0.25f, 0.5f, 1, 0.75f, 0.5f], dist = [-2, 0, 10, 36.5f, 3, 4], empty = new float[6];
        using var macro = new HostedMacro();
        var image = new Image2D("maps", 3, 2, [prob, dist, empty], new PixelSize(0.5, 0.25, "µm"));
        ImageTiffWriter.WriteChannels(macro["maps.tif"], image, ["prob", "dist_0", "größer"]);
        var result = macro.Run(
            """
            open(getArgument());
            getDimensions(width, height, channels, slices, frames);
            getVoxelSize(x, y, z, unit);
            print(bitDepth, width, height, channels, slices, frames, x, y);
            for (c = 1; c <= channels; c++) {
                Stack.setChannel(c);
                getMinAndMax(min, max);
                print(getInfo('slice.label') + ' ' + min + ' ' + max + ' ' + getPixel(0, 0) + ' ' + getPixel(0, 1));
            }
            """,
            macro["maps.tif"]);
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Equal(["32 3 2 3 1 1 0.5 0.25", "prob 0 1 0 1", "dist_0 -2 36.5 -2 36.5", "größer 0 1 0 0"], result.OutLines);
    }

    [Fact]
    public void An_image_of_one_channel_is_shown_up_to_its_largest_value()
    {
        using var macro = new HostedMacro();
        ImageTiffWriter.WriteChannels(macro["one.tif"], new Image2D("one", 2, 1, [new[] { 3f, 211.5f }]), ["restored"]);
        var result = macro.Run("open(getArgument()); getMinAndMax(min, max); print(min, max, nSlices, getPixel(1, 0));", macro["one.tif"]);
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Equal("0 212 1 211.5", result.OutLines[0]);
    }
}
