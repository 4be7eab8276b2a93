using FijiBridge.Engine.Instances;
using FijiBridge.Engine.Labels;
using FijiBridge.Engine.UNet;
using Newtonsoft.Json;
using Xunit;

namespace FijiBridge.Engine.Tests.UNet;

public class UNetThresholdSearchTests
{
    private const int Side = 12;

    [Fact]
    public void Peak_and_prominence_are_found_where_no_seed_threshold_divides_the_objects()
    {
        // Two cells with a saddle of .65, one cell with a dip to .6, two faint cells with a saddle of .3, and a ghost: no seed
        // threshold alone divides the first and the third but not the second.
        var scene = new Scene(4);
        scene.Block(0, 1, 0.65f, true);
        scene.Block(1, 0.8f, 0.6f, false);
        scene.Block(2, 0.75f, 0.3f, true);
        scene.Block(3, 0.5f, 0.5f, null);

        var (thresholds, score) = Search(scene);

        Assert.Equal(1, score);
        Assert.True(thresholds is { Peak: > 0, Prominence: > 0.2 and <= 0.35 }, thresholds.Describe());
        Assert.Equal(5, InstanceBuilder.Build(scene.Maps, thresholds).Pixels.Max());
    }

    [Fact]
    public void What_does_not_help_stays_off()
    {
        var scene = new Scene(2);
        scene.Block(0, 1, 0.2f, true);
        scene.Block(1, 0.9f, 0.8f, false);

        var (thresholds, score) = Search(scene);

        Assert.Equal(1, score);
        Assert.True(thresholds is { Peak: 0, Prominence: 0 }, thresholds.Describe());
    }

    [Fact]
    public void Regions_have_neither_seeds_nor_peaks()
    {
        var scene = new Scene(2);
        scene.Block(0, 1, 1, false);
        scene.Block(1, 1, 1, false);

        var (thresholds, score) = Search(scene.Maps with { Seeds = null }, scene.Truth);

        Assert.Equal(1, score);
        Assert.True(thresholds is { Seed: 0.5, Peak: 0, Prominence: 0 }, thresholds.Describe());
    }

    [Fact]
    public void Options_come_before_the_thresholds_of_the_model_and_what_is_off_is_not_written()
    {
        var model = new InstanceThresholds(0.4, 0.3, 7);
        Assert.Equal(model, model.With(new SegmentOptions()));
        Assert.Equal(new InstanceThresholds(0.5, 0.6, 8, 0.7, 0.9), model.With(new SegmentOptions { ProbThresh = 0.5, SeedThresh = 0.6, MinArea = 8, PeakThresh = 0.7, Prominence = 0.9 }));
        Assert.Equal("{\"prob\":0.4,\"seed\":0.3,\"min_area\":7}", JsonConvert.SerializeObject(model));
        var tuned = model with { Peak = 0.75, Prominence = 0.4 };
        Assert.Equal(tuned, JsonConvert.DeserializeObject<InstanceThresholds>(JsonConvert.SerializeObject(tuned)));
        Assert.False((tuned with { Peak = 1.5 }).IsValid);
    }

    private static (InstanceThresholds Thresholds, double Score) Search(Scene scene) => Search(scene.Maps, scene.Truth);

    private static (InstanceThresholds Thresholds, double Score) Search(InstanceMaps maps, LabelImage truth)
    {
        using var images = new SearchImages(SearchImages.UsualBytes, null);
        images.Add(maps, truth);
        return UNetThresholdSearch.Run(images, null, CancellationToken.None);
    }

    /// <summary>Blocks of foreground apart from each other, each with two halves of high score and a column of lower score between.</summary>
    private sealed class Scene(int blocks)
    {
        private const int Pitch = (2 * Side) + 4;
        private readonly float[] _foreground = new float[blocks * Pitch * Side];
        private readonly float[] _seeds = new float[blocks * Pitch * Side];
        private int _objects;

        public LabelImage Truth { get; } = new(blocks * Pitch, Side, new int[blocks * Pitch * Side]);

        public InstanceMaps Maps => new(blocks * Pitch, Side, _foreground, _seeds);

        /// <summary>Paints a block; its halves are two true objects, one, or (null) none.</summary>
        public void Block(int number, float peak, float saddle, bool? isTwo)
        {
            for (var y = 0; y < Side; y++)
            {
                for (var x = 0; x < 2 * Side; x++)
                {
                    var i = (y * blocks * Pitch) + (number * Pitch) + x;
                    _foreground[i] = 0.9f;
                    _seeds[i] = x == Side ? saddle : peak;
                    Truth.Pixels[i] = isTwo is null ? 0 : _objects + (isTwo.Value && x >= Side ? 2 : 1);
                }
            }

            _objects += isTwo is null ? 0 : isTwo.Value ? 2 : 1;
        }
    }
}
