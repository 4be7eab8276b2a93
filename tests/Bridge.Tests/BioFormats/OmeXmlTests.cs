using FijiBridge.Bridge.BioFormats;
using FijiBridge.Engine.Images;
using Xunit;

namespace FijiBridge.Bridge.Tests.BioFormats;

public class OmeXmlTests
{
    [Fact]
    public void Everything_that_the_XML_says_arrives()
    {
        var image = Assert.Single(OmeXml.Parse("""
            <?xml version="1.0"?><ome:OME xmlns:ome="http://www.openmicroscopy.org/Schemas/OME/2016-06"><ome:Image ID="Image:0" Name="well A1">
            <ome:AcquisitionDate>2021-02-03T04:05:06</ome:AcquisitionDate>
            <ome:Pixels ID="Pixels:0" DimensionOrder="XYZCT" Type="uint16" SignificantBits="12" SizeX="5" SizeY="4" SizeZ="3" SizeC="2" SizeT="2"
              PhysicalSizeX="250" PhysicalSizeXUnit="nm" PhysicalSizeY="0.5" PhysicalSizeZ="0.002" PhysicalSizeZUnit="mm" TimeIncrement="500" TimeIncrementUnit="ms">
            <ome:Channel ID="Channel:0:0" Name="DAPI" ExcitationWavelength="0.358" ExcitationWavelengthUnit="µm" EmissionWavelength="461"/>
            <ome:Channel ID="Channel:0:1" Fluor="GFP"/><ome:TiffData/>
            <ome:Plane TheZ="1" TheC="0" TheT="0" DeltaT="0.2"/><ome:Plane TheZ="0" TheC="0" TheT="0" DeltaT="0.1"/><ome:Plane TheZ="0" TheC="0" TheT="1" DeltaT="0.01" DeltaTUnit="min"/>
            </ome:Pixels></ome:Image></ome:OME>
            """));
        var info = image.Info;
        Assert.Equal(("well A1", 5, 4, 2, 3, 2, "XYZCT"), (info.Name, info.Width, info.Height, info.Channels, info.Slices, info.Frames, info.DimensionOrder));
        Assert.Equal(("16-bit", 12, "2021-02-03T04:05:06"), (info.PixelType, info.SignificantBits, info.AcquisitionDate));
        Assert.Equal(new PixelSize(250, 500, "nm"), info.PixelSize);
        Assert.Equal(2000, info.SliceSpacing!.Value, 1e-9);
        Assert.Equal(0.5, info.FrameInterval);
        Assert.Equal([0.1, 0.6], info.FrameTimes, (a, b) => Math.Abs(a - b) < 1e-9);
        Assert.Equal([new ChannelInfo("DAPI", 358, 461), new ChannelInfo(null, Fluorophore: "GFP")], info.ChannelInfos);
        Assert.Equal([new TiffData(0, 0, 0, 0, int.MaxValue, null)], image.Planes);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("ImageJ=1.53t")]
    [InlineData("<OME><Image><Pixels SizeX=")]
    [InlineData("<!DOCTYPE OME [<!ENTITY a 'b'>]><OME>&a;</OME>")]
    public void What_is_no_OME_XML_gives_no_image(string? text) => Assert.Empty(OmeXml.Parse(text));

    [Fact]
    public void Sizes_that_are_no_numbers_leave_the_image_uncalibrated()
    {
        var info = Assert.Single(OmeXml.Parse("<OME><Image><Pixels SizeX='2' SizeY='x' PhysicalSizeX='NaN' TimeIncrement='-1'/></Image></OME>")).Info;
        Assert.Equal((2, 1, PixelSize.Uncalibrated, null), (info.Width, info.Height, info.PixelSize, info.FrameInterval));
    }
}
