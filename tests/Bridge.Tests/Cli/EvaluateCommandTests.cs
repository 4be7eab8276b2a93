using System.IO.Compression;
using Xunit;

namespace FijiBridge.Bridge.Tests.Cli;

public sealed class EvaluateCommandTests : IDisposable
{
    // The example of the engine's ImageEvaluationTests: hits of IoU 4/5 and 1/2, one object missed, two made up.
    private static readonly ushort[] Truth = [1, 1, 1, 1, 0, 2, 2, 2, 2, 0, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    private static readonly ushort[] Prediction = [5, 5, 5, 5, 5, 6, 6, 7, 7, 0, 0, 0, 9, 9, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    private readonly WorkFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void All_numbers_of_a_small_example_are_written_and_shown()
    {
        var truth = TestTiff.Write(_folder["a.tif"], 12, 2, Truth);
        var prediction = TestTiff.Write(_folder["a_labels.tif"], 12, 2, Prediction);
        var image = TestTiff.Write(_folder["image.tif"], 12, 2, Enumerable.Range(0, 24).Select(i => (byte)(i % 12)).ToArray());

        var result = CommandLine.Run(
            "evaluate", truth, prediction, "--images", image, "--metrics", _folder["metrics.csv"], "--objects", _folder["objects.csv"], "--pictures", _folder["pictures"]);

        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Contains(result.OutLines, l => l.StartsWith("Area, bias", StringComparison.Ordinal) && l.Contains("-0.5", StringComparison.Ordinal));
        Assert.Contains("Note: The truth has only 3 objects", result.Out);
        var metrics = File.ReadAllLines(_folder["metrics.csv"]);
        Assert.Contains("a,tp,2,,", metrics);
        Assert.Contains("a,area_mae,1.5,pixel²,", metrics);
        Assert.Contains("a,f1,0.5714286,,", metrics);
        var objects = File.ReadAllLines(_folder["objects.csv"]);
        Assert.Equal("a,TP,1,5,0.8,4,5,pixel²,1.5,2,1,0.8,0.1111111,pixel", objects[1]);
        Assert.Equal("a,FN,3,,,2,,pixel²,10.5,,,,,pixel", objects[3]);
        Assert.Equal("a,FP,,9,,,2,pixel²,,0.5,,,,pixel", objects[5]);
        Assert.True(new FileInfo(_folder["pictures/a_evaluation.png"]).Length > 100);
    }

    [Fact]
    public void An_empty_prediction_has_results_with_reasons()
    {
        var truth = TestTiff.Write(_folder["a.tif"], 12, 2, Truth);
        var result = CommandLine.Run("evaluate", truth, TestTiff.Write(_folder["b.tif"], 12, 2, new byte[24]), "--metrics", _folder["metrics.csv"]);
        Assert.Equal(0, result.ExitCode);
        Assert.DoesNotContain("NaN", result.Out);
        Assert.Contains("a,hausdorff,,pixel,only one of truth and prediction has objects", File.ReadAllLines(_folder["metrics.csv"]));
        Assert.Contains("Note: The prediction has no object, so every true object is missed and its rates are 0.", result.OutLines);
    }

    [Fact]
    public void Rois_are_compared_like_labels()
    {
        // A rectangle ROI of 4 x 1 pixels at (0, 0), as ImageJ encodes it.
        using (var zip = ZipFile.Open(_folder["a_RoiSet.zip"], ZipArchiveMode.Create))
        {
            using var entry = zip.CreateEntry("cell.roi").Open();
            var roi = new byte[64];
            "Iout"u8.CopyTo(roi);
            roi[5] = 227; // version
            roi[6] = 1; // rectangle
            roi[13] = 1; // bottom
            roi[15] = 4; // right
            entry.Write(roi);
        }

        var truth = TestTiff.Write(_folder["a.tif"], 12, 2, Truth.Select(l => (ushort)(l == 1 ? 1 : 0)).ToArray());
        var result = CommandLine.Run("evaluate", truth, _folder["a_RoiSet.zip"]);
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Contains(result.OutLines, l => l.StartsWith("0.95     1   0   0     1.0000", StringComparison.Ordinal));
        var alone = CommandLine.Run("measure", _folder["a_RoiSet.zip"]);
        Assert.Equal(2, alone.ExitCode);
        Assert.Contains("do not tell how large their image is", alone.ErrorLines[^1]);
        var measured = CommandLine.Run("measure", _folder["a_RoiSet.zip"], "--images", truth, "--out", _folder["m.csv"]);
        Assert.True(measured.ExitCode == 0, measured.Error);
        Assert.StartsWith("a,1,4,2,0.5,", File.ReadAllLines(_folder["m.csv"])[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Damaged_roi_files_are_named()
    {
        File.WriteAllText(_folder["a.zip"], "no zip");
        var truth = TestTiff.Write(_folder["a.tif"], 12, 2, Truth);
        var result = CommandLine.Run("evaluate", truth, _folder["a.zip"]);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("a.zip", result.ErrorLines[^1]);
        Assert.Contains("is damaged or no zip file", result.ErrorLines[^1]);
    }

    [Fact]
    public void Grey_values_are_compared_by_error_and_structure()
    {
        var truth = TestTiff.Write(_folder["t.tif"], 12, 12, Enumerable.Range(0, 144).Select(i => (float)i).ToArray());
        var image = TestTiff.Write(_folder["i.tif"], 12, 12, Enumerable.Range(0, 144).Select(i => i + 2f).ToArray());
        var result = CommandLine.Run("evaluate", truth, image, "--as-images", "--csv", _folder["s.csv"]);
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Matches("^t,4,2,0.99[0-9]+,143,$", File.ReadAllLines(_folder["s.csv"])[1]);
        Assert.Contains("add --as-images", CommandLine.Run("evaluate", truth, image, "--range", "255").Error);
    }

    [Fact]
    public void Objects_of_a_folder_are_measured_and_summed_up()
    {
        var labels = _folder.Folder("labels");
        _ = TestTiff.Write(Path.Combine(labels, "a_labels.tif"), 12, 2, Truth);
        _ = TestTiff.Write(Path.Combine(labels, "b.tif"), 12, 2, new byte[24]);
        var result = CommandLine.Run("measure", labels, "--out", _folder["m.csv"], "--summary", _folder["s.csv"]);
        Assert.True(result.ExitCode == 0, result.Error);
        var rows = File.ReadAllLines(_folder["m.csv"]);
        Assert.StartsWith("Label,Object,Area,X,Y,Perim.,BX,BY,Width,Height,Major,Minor,Angle,Circ.,Feret,FeretAngle,MinFeret,AR,Round,Solidity,OnEdge,Touching,NNDist,Unit", rows[0], StringComparison.Ordinal);
        Assert.Equal(4, rows.Length);
        Assert.Equal("a,3,24,0.125,", File.ReadAllLines(_folder["s.csv"])[1][..13]);
        Assert.Equal("b,0,24,0,0,,,,,,pixel", File.ReadAllLines(_folder["s.csv"])[2]);
        Assert.Contains("b          0", result.Out);
    }

    [Fact]
    public void Predictions_without_truth_are_left_out_and_told_and_labels_as_ome_tiff_have_the_same_name()
    {
        var (truth, prediction) = (_folder.Folder("truth"), _folder.Folder("prediction"));
        _ = TestTiff.Write(Path.Combine(truth, "a.tif"), 12, 2, Truth);
        _ = TestTiff.Write(Path.Combine(prediction, "a_labels.ome.tif"), 12, 2, Prediction);
        _ = TestTiff.Write(Path.Combine(prediction, "b_labels.tif"), 12, 2, Prediction);
        var result = CommandLine.Run("evaluate", truth, prediction, "--csv", _folder["c.csv"]);
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Contains($"1 of 2 label images in {prediction} have no truth in {truth}, first b; they are left out.", result.Error);
        Assert.StartsWith("a,0.50,2,2,1,", File.ReadAllLines(_folder["c.csv"])[1], StringComparison.Ordinal);

        _ = TestTiff.Write(Path.Combine(truth, "c.tif"), 12, 2, Truth);
        Assert.Contains("1 of 2 label images in", CommandLine.Run("evaluate", truth, prediction).Error);
    }

    [Fact]
    public void Grey_values_of_stacks_are_compared_plane_by_plane_and_what_has_none_says_why()
    {
        OmeTiffFile.Save(_folder["two.ome.tif"], 12, 2, Ome(1, 2), [new byte[24], new byte[24]]);
        OmeTiffFile.Save(_folder["three.ome.tif"], 12, 2, Ome(1, 3), [new byte[24], new byte[24], new byte[24]]);
        Assert.Contains("two.ome.tif has 2 plane(s) and", CommandLine.Run("evaluate", _folder["two.ome.tif"], _folder["three.ome.tif"], "--as-images").Error);
        var result = CommandLine.Run("evaluate", _folder["two.ome.tif"], _folder["two.ome.tif"], "--as-images", "--csv", _folder["s.csv"]);
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Equal(3, File.ReadAllLines(_folder["s.csv"]).Length);
        Assert.EndsWith(",0,the true image is constant and no range is given", File.ReadAllLines(_folder["s.csv"])[2], StringComparison.Ordinal);

        Assert.Contains("have 2 plane(s) and the image", CommandLine.Run("measure", _folder["two.ome.tif"], "--images", _folder["three.ome.tif"]).Error);
    }

    [Fact]
    public void Intensities_of_images_with_different_channels_are_all_in_the_table()
    {
        var (labels, images) = (_folder.Folder("labels"), _folder.Folder("images"));
        _ = TestTiff.Write(Path.Combine(labels, "a.tif"), 12, 2, Truth);
        _ = TestTiff.Write(Path.Combine(labels, "b.ome.tif"), 12, 2, Truth);
        _ = TestTiff.Write(Path.Combine(images, "a.tif"), 12, 2, Enumerable.Repeat((byte)7, 24).ToArray());
        OmeTiffFile.Save(Path.Combine(images, "b.ome.tif"), 12, 2, Ome(2, 1), [Enumerable.Repeat((byte)8, 24).ToArray(), Enumerable.Repeat((byte)9, 24).ToArray()]);
        var result = CommandLine.Run("measure", labels, "--images", images, "--out", _folder["m.csv"]);
        Assert.True(result.ExitCode == 0, result.Error);
        var rows = File.ReadAllLines(_folder["m.csv"]).Select(r => r.Split(',')).ToList();
        string Of(string[] row, string column) => row[Array.IndexOf(rows[0], column)];
        Assert.Equal(("7", "", ""), (Of(rows[1], "Mean"), Of(rows[1], "Mean C1"), Of(rows[1], "Mean C2")));
        Assert.Equal(("", "8", "9"), (Of(rows[4], "Mean"), Of(rows[4], "Mean C1"), Of(rows[4], "Mean C2")));
    }

    private static string Ome(int channels, int slices) =>
        $"<?xml version=\"1.0\"?><OME xmlns=\"http://www.openmicroscopy.org/Schemas/OME/2016-06\"><Image ID=\"Image:0\"><Pixels ID=\"Pixels:0\" DimensionOrder=\"XYCZT\" Type=\"uint8\" SizeX=\"12\" SizeY=\"2\" SizeC=\"{channels}\" SizeZ=\"{slices}\" SizeT=\"1\"><TiffData IFD=\"0\" PlaneCount=\"{channels * slices}\"/></Pixels></Image></OME>";

    [Fact]
    public void A_label_image_that_is_none_and_an_image_that_is_missing_are_named()
    {
        var floats = TestTiff.Write(_folder["p.tif"], 2, 2, new[] { 0f, 0.5f, 0, 0 });
        Assert.Contains("has the value 0.5", CommandLine.Run("measure", floats).Error);
        var labels = _folder.Folder("labels");
        _ = TestTiff.Write(Path.Combine(labels, "a.tif"), 12, 2, Truth);
        var images = _folder.Folder("images");
        _ = TestTiff.Write(Path.Combine(images, "other.tif"), 12, 2, Truth);
        Assert.Contains("There is no image a in", CommandLine.Run("measure", labels, "--images", images).ErrorLines[^1]);
    }
}
