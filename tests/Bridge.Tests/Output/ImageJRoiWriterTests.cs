using System.Globalization;
using System.IO.Compression;
using FijiBridge.Bridge.Jvm;
using FijiBridge.Bridge.Output;
using FijiBridge.Bridge.Tests.Jvm;
using FijiBridge.Engine.Polygons;
using Xunit;

namespace FijiBridge.Bridge.Tests.Output;

/// <summary>The zip as ImageJ's own RoiDecoder reads it, in the way in which the ROI Manager does.</summary>
[Collection(Java.Collection)]
public sealed class ImageJRoiWriterTests : IDisposable
{
    private const string Roi = "ij/gui/Roi";
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void ImageJ_reads_the_same_sub_pixel_vertices_half_a_pixel_further()
    {
        var objects = Objects(32);
        ImageJRoiWriter.WriteZip(_folder.File("RoiSet.zip"), objects);
        using var scope = Java.Host.Enter();
        var rois = ReadLikeTheRoiManager(scope, _folder.File("RoiSet.zip"));
        Assert.Equal(objects.Count, rois.Count);
        var rays = new RayAngles(32);
        for (var i = 0; i < objects.Count; i++)
        {
            var polygon = scope.CallObject(JavaMethod.Instance(Roi, "getFloatPolygon", "()Lij/process/FloatPolygon;"), rois[i].Roi)!;
            float[] x = Floats(scope, polygon, "xpoints"), y = Floats(scope, polygon, "ypoints");
            for (var k = 0; k < 32; k++)
            {
                Assert.Equal(objects.X[i] + (objects.DistOf(i)[k] * rays.Cos[k]) + 0.5f, x[k], 1e-3f);
                Assert.Equal(objects.Y[i] + (objects.DistOf(i)[k] * rays.Sin[k]) + 0.5f, y[k], 1e-3f);
            }

            Assert.True(scope.CallBool(JavaMethod.Instance(Roi, "subPixelResolution", "()Z"), rois[i].Roi));
            Assert.Equal(0, scope.CallInt(JavaMethod.Instance(Roi, "getType", "()I"), rois[i].Roi) - 2); // Roi.POLYGON
        }
    }

    [Fact]
    public void Names_are_unique_and_sort_by_id()
    {
        ImageJRoiWriter.WriteZip(_folder.File("RoiSet.zip"), Objects(32));
        using var scope = Java.Host.Enter();
        var names = ReadLikeTheRoiManager(scope, _folder.File("RoiSet.zip"))
            .Select(r => (r.Entry, scope.CallString(JavaMethod.Instance(Roi, "getName", "()Ljava/lang/String;"), r.Roi))).ToList();
        Assert.Equal(["0001-0020-0030.roi", "0002-0020-0030.roi", "0003-0000-39000.roi"], names.Select(n => n.Entry));
        Assert.Equal(names.Select(n => n.Entry), names.Select(n => n.Item2 + ".roi"));
    }

    [Fact]
    public void Probability_and_class_are_ROI_properties_and_the_class_is_the_group()
    {
        ImageJRoiWriter.WriteZip(_folder.File("RoiSet.zip"), Objects(32));
        using var scope = Java.Host.Enter();
        var rois = ReadLikeTheRoiManager(scope, _folder.File("RoiSet.zip"));
        Assert.Equal(["0.93", "0.5123", "0.4"], rois.Select(r => Property(scope, r.Roi, "prob")));
        Assert.Equal(["1", "2", "1"], rois.Select(r => Property(scope, r.Roi, "class")));
        Assert.Equal([1, 2, 1], rois.Select(r => scope.CallInt(JavaMethod.Instance(Roi, "getGroup", "()I"), r.Roi)));
    }

    [Fact]
    public void Classes_are_called_by_their_names_where_they_have_some()
    {
        ImageJRoiWriter.WriteZip(_folder.File("RoiSet.zip"), Objects(32), classNames: ["Zellkern \u03b1: gro\u00df \\ rund"]);
        using var scope = Java.Host.Enter();
        var rois = ReadLikeTheRoiManager(scope, _folder.File("RoiSet.zip"));
        Assert.Equal(["Zellkern \u03b1: gro\u00df \\ rund", "2", "Zellkern \u03b1: gro\u00df \\ rund"], rois.Select(r => Property(scope, r.Roi, "class")));
        Assert.Equal([1, 2, 1], rois.Select(r => scope.CallInt(JavaMethod.Instance(Roi, "getGroup", "()I"), r.Roi)));
    }

    [Fact]
    public void Positions_in_stacks_and_hyperstacks_arrive()
    {
        using var scope = Java.Host.Enter();
        ImageJRoiWriter.WriteZip(_folder.File("a.zip"), WithoutClasses(8), new RoiPlacement { Channel = 2, Slice = 3, Frame = 4, StrokeColor = 0xFF00FF40 });
        var roi = ReadLikeTheRoiManager(scope, _folder.File("a.zip"))[0].Roi;
        Assert.Equal((2, 3, 4), (Position(scope, roi, "getCPosition"), Position(scope, roi, "getZPosition"), Position(scope, roi, "getTPosition")));
        using var color = scope.CallObject(JavaMethod.Instance(Roi, "getStrokeColor", "()Ljava/awt/Color;"), roi)!;
        Assert.Equal(unchecked((int)0xFF00FF40), scope.CallInt(JavaMethod.Instance("java/awt/Color", "getRGB", "()I"), color));

        ImageJRoiWriter.WriteZip(_folder.File("b.zip"), Objects(8), new RoiPlacement { Position = 7 });
        Assert.Equal(7, Position(scope, ReadLikeTheRoiManager(scope, _folder.File("b.zip"))[0].Roi, "getPosition"));
        ImageJRoiWriter.WriteZip(_folder.File("c.zip"), Objects(8));
        Assert.Equal(0, Position(scope, ReadLikeTheRoiManager(scope, _folder.File("c.zip"))[0].Roi, "getPosition"));
    }

    [Fact]
    public void Numbers_do_not_depend_on_the_culture()
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo(string.Empty) { NumberFormat = { NumberDecimalSeparator = "," } };
            Assert.StartsWith("prob: 0.93", ImageJRoiWriter.ToRois(Objects(8)).First().Properties);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void No_objects_make_an_empty_zip()
    {
        ImageJRoiWriter.WriteZip(_folder.File("RoiSet.zip"), new StarPolygons(32, [], [], [], []));
        using var zip = ZipFile.OpenRead(_folder.File("RoiSet.zip"));
        Assert.Empty(zip.Entries);
    }

    /// <summary>Three objects: two at one place, one at the far right of a wide image, partly above its upper border.</summary>
    internal static StarPolygons Objects(int nRays) => new(
        nRays,
        [20.25f, 20.5f, 0.5f],
        [30.75f, 30.25f, 39000],
        [.. Enumerable.Range(0, 3 * nRays).Select(i => 4 + (i % 5 * 0.37f))],
        [0.93f, 0.51234f, 0.4f],
        [1, 2, 1]);

    private static StarPolygons WithoutClasses(int nRays)
    {
        var objects = Objects(nRays);
        return new StarPolygons(nRays, objects.Y, objects.X, objects.Dist, objects.Prob);
    }

    private static List<(string Entry, IJavaObject Roi)> ReadLikeTheRoiManager(IJavaScope scope, string path)
    {
        // ZipInputStream, not ZipFile: it is stricter about how entries are stored
        const string zipStream = "java/util/zip/ZipInputStream";
        using var file = scope.New(JavaMethod.Constructor("java/io/FileInputStream", "(Ljava/lang/String;)V"), path);
        using var zip = scope.New(JavaMethod.Constructor(zipStream, "(Ljava/io/InputStream;)V"), JavaValue.Of(file));
        var rois = new List<(string, IJavaObject)>();
        while (scope.CallObject(JavaMethod.Instance(zipStream, "getNextEntry", "()Ljava/util/zip/ZipEntry;"), zip) is { } entry)
        {
            var name = scope.CallString(JavaMethod.Instance("java/util/zip/ZipEntry", "getName", "()Ljava/lang/String;"), entry)!;
            using var bytes = scope.CallObject(JavaMethod.Instance("java/io/InputStream", "readAllBytes", "()[B"), zip)!;
            using var decoder = scope.New(JavaMethod.Constructor("ij/io/RoiDecoder", "([BLjava/lang/String;)V"), JavaValue.Of(bytes), name);
            rois.Add((name, scope.CallObject(JavaMethod.Instance("ij/io/RoiDecoder", "getRoi", "()Lij/gui/Roi;"), decoder)!));
        }

        return rois;
    }

    private static float[] Floats(IJavaScope scope, IJavaObject polygon, string field)
    {
        using var array = scope.GetObject(JavaField.Instance("ij/process/FloatPolygon", field, "[F"), polygon)!;
        var values = new float[scope.Length(array)];
        scope.CopyFrom<float>(array, 0, values);
        return values;
    }

    private static string? Property(IJavaScope scope, IJavaObject roi, string key) =>
        scope.CallString(JavaMethod.Instance(Roi, "getProperty", "(Ljava/lang/String;)Ljava/lang/String;"), roi, key);

    private static int Position(IJavaScope scope, IJavaObject roi, string getter) => scope.CallInt(JavaMethod.Instance(Roi, getter, "()I"), roi);
}
