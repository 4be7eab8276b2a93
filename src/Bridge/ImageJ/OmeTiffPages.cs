using FijiBridge.Bridge.BioFormats;

namespace FijiBridge.Bridge.ImageJ;

/// <summary>Which pages of an OME-TIFF belong to which image, by the TiffData elements of its OME-XML.</summary>
internal static class OmeTiffPages
{
    /// <summary>
    /// The pages of each image, in the order of its planes; null where the XML does not fit the file: planes in other files, pages that the file lacks, or
    /// pages of other sizes.
    /// </summary>
    /// <param name="images">The images of the XML.</param>
    /// <param name="pages">All pages of the file.</param>
    /// <param name="fileName">Name of the file.</param>
    public static IReadOnlyList<(IReadOnlyList<TiffDirectory> Pages, StackLayout Layout)>? Find(
        IReadOnlyList<OmeImage> images, IReadOnlyList<TiffDirectory> pages, string fileName)
    {
        var found = new List<(IReadOnlyList<TiffDirectory>, StackLayout)>();
        foreach (var image in images)
        {
            if (Find(image, pages, fileName) is not { } one)
            {
                return null;
            }

            found.Add(one);
        }

        return found.Count > 0 ? found : null;
    }

    private static (IReadOnlyList<TiffDirectory>, StackLayout)? Find(OmeImage image, IReadOnlyList<TiffDirectory> pages, string fileName)
    {
        if (image.Planes is null || image.Planes.Any(p => p.File is not null && p.File != fileName))
        {
            return null;
        }

        var info = image.Info;
        var colour = pages.All(p => p.Samples is TiffSamples.Rgb or TiffSamples.RgbPlanar);
        var layout = new StackLayout(colour ? Math.Max(1, info.Channels / 3) : info.Channels, info.Slices, info.Frames, info.DimensionOrder.Replace("XY", "", StringComparison.Ordinal));
        if (layout.Planes > pages.Count || !Array.TrueForAll(['C', 'Z', 'T'], layout.Order.Contains))
        {
            return null;
        }

        var planes = new TiffDirectory?[layout.Planes];
        foreach (var part in image.Planes)
        {
            var first = layout.PlaneOf(colour ? part.FirstC / 3 : part.FirstC, part.FirstZ, part.FirstT);
            for (var i = 0; i < part.Count && first + i < planes.Length; i++)
            {
                if (part.Page + i >= pages.Count)
                {
                    return null;
                }

                planes[first + i] = pages[part.Page + i];
            }
        }

        return planes.All(p => p is not null && p.Width == info.Width && p.Height == info.Height && p.Samples == planes[0]!.Samples) ? ([.. planes.Select(p => p!)], layout) : null;
    }
}
