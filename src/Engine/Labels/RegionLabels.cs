using FijiBridge.Engine.Images;

namespace FijiBridge.Engine.Labels;

/// <summary>A region that someone drew, for example an ImageJ ROI.</summary>
/// <param name="Name">Its name; one that begins with "ignore" marks pixels that count neither as object nor as background.</param>
/// <param name="Box">The pixels that it may cover; it may reach beyond the image.</param>
/// <param name="Mask">Box.Width * Box.Height values, row by row; 0 is outside of it. The whole box when null.</param>
public sealed record LabelRegion(string Name, PixelRectangle Box, byte[]? Mask)
{
    /// <summary>True for a region to be ignored.</summary>
    public bool IsIgnore => Name.TrimStart().StartsWith("ignore", StringComparison.OrdinalIgnoreCase);

    /// <summary>Number of pixels, also of those beyond the image.</summary>
    public long Area => Mask is null ? (long)Box.Width * Box.Height : Mask.LongCount(m => m != 0);
}

/// <summary>
/// Regions painted into a label image by the rule of the plugin's RoiLabels: object region i (from 0) has label i + 1; where objects overlap the
/// smaller one has the pixel, of two of one size the earlier one; regions to be ignored are <see cref="LabelImage.Ignore"/>
/// where no object is.
/// </summary>
public static class RegionLabels
{
    /// <summary>Paints the regions; what lies outside of the image is cut off.</summary>
    public static LabelImage Paint(IReadOnlyList<LabelRegion> regions, int width, int height, PixelSize? pixelSize = null)
    {
        var labels = new LabelImage(width, height) { PixelSize = pixelSize ?? PixelSize.Uncalibrated };
        foreach (var region in regions.Where(r => r.IsIgnore))
        {
            Fill(labels, region, LabelImage.Ignore);
        }

        var objects = regions.Where(r => !r.IsIgnore).Select((region, i) => (Region: region, Label: i + 1));
        foreach (var (region, label) in objects.OrderByDescending(o => o.Region.Area).ThenByDescending(o => o.Label))
        {
            Fill(labels, region, label);
        }

        return labels;
    }

    private static void Fill(LabelImage labels, LabelRegion region, int label)
    {
        var box = region.Box;
        for (var y = Math.Max(0, box.Y); y < Math.Min(labels.Height, box.Y + box.Height); y++)
        {
            for (var x = Math.Max(0, box.X); x < Math.Min(labels.Width, box.X + box.Width); x++)
            {
                if (region.Mask is null || region.Mask[((y - box.Y) * box.Width) + x - box.X] != 0)
                {
                    labels[y, x] = label;
                }
            }
        }
    }
}
