using FijiBridge.Engine.Images;

namespace FijiBridge.Engine.Instances;

/// <summary>How an image is segmented; what is null comes from the model.</summary>
public sealed record SegmentOptions
{
    /// <summary>Candidates (StarDist) need an object probability above this, pixels (U-Net) a foreground probability.</summary>
    public double? ProbThresh { get; init; }

    /// <summary>StarDist: largest shared part of the smaller area of two objects.</summary>
    public double? NmsThresh { get; init; }

    /// <summary>U-Net: cores of objects need a seed score above this.</summary>
    public double? SeedThresh { get; init; }

    /// <summary>U-Net: smaller objects are dropped, pixels of the image.</summary>
    public int? MinArea { get; init; }

    /// <summary>U-Net: objects need a seed score above this somewhere.</summary>
    public double? PeakThresh { get; init; }

    /// <summary>U-Net: how far the seed score must fall between two objects, see <see cref="ProminenceMerging"/>.</summary>
    public double? Prominence { get; init; }

    /// <summary>Normalisation.</summary>
    public NormalizationOptions? Normalization { get; init; }

    /// <summary>Side of a tile in pixels; 0 for what suits the device, <see cref="NoTiles"/> for the whole image at once.</summary>
    public int TileSize { get; init; }

    /// <summary>Rescale calibrated images to the model's pixel size; results are in pixels of the image either way.</summary>
    public bool RescaleToModel { get; init; } = true;

    /// <summary>StarDist: cells of the network's grid along the image's border in which no object may have its centre.</summary>
    public int BoundaryExclusion { get; init; } = 2;

    /// <summary>Average over mirrored images: four times slower, a little more accurate; null for <see cref="Models.ModelInfo.Flips"/>.</summary>
    public bool? TestTimeFlips { get; init; }

    /// <summary>StarDist: replace each object's outline by the consensus of the candidates that agree with it, see <see cref="StarDist.ShapeConsensus"/>.</summary>
    public bool? RefineShapes { get; init; }

    /// <summary>
    /// Keep only objects with their centre in this part of the image, in its pixels; null for all. The image is normalised
    /// as a whole and tiles far from the region are not computed, so that the objects are those of the whole image.
    /// </summary>
    public PixelRectangle? Region { get; init; }

    /// <summary>
    /// Keep what the network gave for every pixel as <see cref="Segmentation.Maps"/>: of the whole image, whatever the <see cref="Region"/>.
    /// A StarDist network gives one map per ray, so that this takes (rays + 1) * 4 bytes per pixel.
    /// </summary>
    public bool KeepMaps { get; init; }

    /// <summary>Value of <see cref="TileSize"/> for the whole image at once.</summary>
    public const int NoTiles = -1;

    /// <summary>Checks the ranges.</summary>
    /// <exception cref="UserAdviceException">A value is out of range.</exception>
    public void Check()
    {
        Require(ProbThresh is null or (>= 0 and <= 1), "probability threshold", ProbThresh, "use a number from 0 to 1");
        Require(NmsThresh is null or (>= 0 and <= 1), "overlap threshold", NmsThresh, "use a number from 0 to 1");
        Require(SeedThresh is null or (>= 0 and <= 1), "seed threshold", SeedThresh, "use a number from 0 to 1");
        Require(PeakThresh is null or (>= 0 and <= 1), "peak threshold", PeakThresh, "use a number from 0 to 1");
        Require(Prominence is null or (>= 0 and <= 1), "prominence", Prominence, "use a number from 0 to 1");
        Require(MinArea is null or >= 0, "smallest area", MinArea, "use 0 or a number of pixels");
        Require(TileSize >= NoTiles, "tile size", TileSize, "use 0 (automatic) or a number of pixels");
        Require(BoundaryExclusion >= 0, "boundary exclusion", BoundaryExclusion, "use 0 or more");
    }

    private static void Require(bool condition, string name, object? value, string remedy)
    {
        if (!condition)
        {
            throw new UserAdviceException(FormattableString.Invariant($"The {name} is {value}: {remedy}."));
        }
    }
}
