using System.Globalization;
using FijiBridge.Bridge.Output;
using FijiBridge.Engine.Images;
using FijiBridge.Engine.Polygons;
using Xunit;

namespace FijiBridge.Bridge.Tests.Output;

public sealed class ObjectTableTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Measurements_of_a_small_image_are_those_counted_by_hand()
    {
        int[] labels =
        [
            0, 1, 1, 0,
            0, 1, 0, 3,
            -1, 0, 0, 3,
        ];
        var image = new Image2D("a", 4, 3, [Enumerable.Range(0, 12).Select(i => (byte)(10 * i)).ToArray(), Enumerable.Range(0, 12).Select(i => (byte)i).ToArray()]);
        var all = Measure(image, labels, 3, 12);
        Assert.Equal([3L, 0, 2], [all.Area(1), all.Area(2), all.Area(3)]);
        Assert.Equal((1.5 + 2.5 + 1.5) / 3, all.CentroidX(1), 1e-12);
        Assert.Equal((0.5 + 0.5 + 1.5) / 3, all.CentroidY(1), 1e-12);
        Assert.Equal((1, 0, 2, 2), all.Box(1));
        Assert.Equal((3, 1, 1, 2), all.Box(3));
        Assert.Equal((10 + 20 + 50) / 3.0, all.Mean(1, 0), 1e-12);
        Assert.Equal((7 + 11) / 2.0, all.Mean(3, 1), 1e-12);

        var byRows = Measure(image, labels, 3, 4);
        Assert.Equal(all.CentroidX(1), byRows.CentroidX(1));
        Assert.Equal(all.Mean(3, 0), byRows.Mean(3, 0));
    }

    [Fact]
    public void The_table_has_pixels_and_units_and_empty_fields_for_hidden_objects()
    {
        var objects = new StarPolygons(3, [0, 1], [1, 1], [1, 1, 1, 1, 1, 1], [0.9f, 0.5f], [2, 1]);
        var image = Image2D.FromFloats("a", 3, 2, [0, 1.5f, 0, 0, 2.5f, 0], new PixelSize(0.5, 0.25, "µm"));
        var measurements = Measure(image, [0, 1, 0, 0, 1, 0], 2, 6);
        ObjectTableWriter.Write(_folder.File("a.csv"), objects, measurements, image.PixelSize);
        Assert.Equal(
            """
            id,probability,class,area_px,centroid_x_px,centroid_y_px,box_x_px,box_y_px,box_width_px,box_height_px,area_um2,centroid_x_um,centroid_y_um,box_x_um,box_y_um,box_width_um,box_height_um,mean_channel_1
            1,0.9,2,2,1.5,1,1,0,1,2,0.25,0.75,0.25,0.5,0,0.5,0.5,2
            2,0.5,1,0,,,,,,,0,,,,,,,

            """.ReplaceLineEndings("\n"),
            File.ReadAllText(_folder.File("a.csv")));
    }

    [Fact]
    public void Without_calibration_there_are_pixels_alone_and_commas_never_come_from_the_culture()
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo(string.Empty) { NumberFormat = { NumberDecimalSeparator = "," } };
            var image = Image2D.FromFloats("a", 1, 1, [0.125f]);
            ObjectTableWriter.Write(_folder.File("a.csv"), new StarPolygons(3, [0], [0], [1, 1, 1], [0.25f]), Measure(image, [1], 1, 1), image.PixelSize);
            Assert.Equal(
                "id,probability,area_px,centroid_x_px,centroid_y_px,box_x_px,box_y_px,box_width_px,box_height_px,mean_channel_1\n1,0.25,1,0.5,0.5,0,0,1,1,0.125\n",
                File.ReadAllText(_folder.File("a.csv")));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    private static ObjectMeasurements Measure(Image2D image, int[] labels, int count, int labelsAtOnce)
    {
        var measurements = new ObjectMeasurements(image, count);
        for (var i = 0; i < labels.Length; i += labelsAtOnce)
        {
            measurements.AddRows(i / image.Width, labels.AsSpan(i, labelsAtOnce));
        }

        return measurements;
    }
}
