using System.Runtime.CompilerServices;
using FijiBridge.Engine.Images;
using FijiBridge.Engine.Labels;
using Newtonsoft.Json.Linq;
using Xunit;

namespace FijiBridge.Engine.Tests.Data;

/// <summary>Regions are painted as the plugin paints ROIs: RoiLabelsTest of the plugin reads the same cases.</summary>
public class RegionLabelsTests
{
    public static TheoryData<string> Cases => [.. All.Select(c => (string)c["name"]!)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Regions_become_labels(string name)
    {
        var sample = All.Single(c => (string?)c["name"] == name);
        var rows = sample["labels"]!.Select(r => (string)r!).ToArray();
        var regions = sample["regions"]!.Select(Region).ToList();
        var painted = RegionLabels.Paint(regions, rows[0].Length, rows.Length);
        Assert.Equal(rows, Enumerable.Range(0, rows.Length).Select(y => string.Concat(Enumerable.Range(0, rows[0].Length).Select(x => Sign(painted[y, x])))));
    }

    private static JArray All => JArray.Parse(File.ReadAllText(FixturePath()));

    private static string FixturePath([CallerFilePath] string source = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(source)!, "..", "..", "fixtures", "labels", "regions.json"));

    private static char Sign(int label) => label switch { 0 => '.', LabelImage.Ignore => '-', _ => (char)('0' + label) };

    private static LabelRegion Region(JToken region)
    {
        var mask = region["mask"]!.Select(r => (string)r!).ToArray();
        var bytes = mask.SelectMany(row => row.Select(c => c == '#' ? (byte)255 : (byte)0)).ToArray();
        var box = new PixelRectangle((int)region["x"]!, (int)region["y"]!, mask[0].Length, mask.Length);
        return new LabelRegion((string)region["name"]!, box, bytes.All(b => b != 0) ? null : bytes);
    }
}
