using FijiBridge.Engine.Evaluation;
using FijiBridge.Engine.Instances;
using FijiBridge.Engine.Labels;
using FijiBridge.Engine.UNet;
using Xunit;

namespace FijiBridge.Engine.Tests.UNet;

public class ThresholdScoresTests
{
    private static readonly double[] s_iou = [0.3, 0.5, 0.7];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Trials_on_regions_give_what_making_all_objects_anew_gives(int seed)
    {
        // Blotches within blotches, with holes, islands in holes and ignored regions.
        var (maps, truth) = Blotches(57, 43, seed);
        var scores = new ThresholdScores(Images([maps], [truth]), CancellationToken.None);
        var holes = 0;
        foreach (var prob in new[] { 0.3, 0.5, 0.6 })
        {
            foreach (var (seedThresh, peak, prominence) in new[] { (0.3, 0.0, 0.0), (0.5, 0.7, 0.3), (0.6, 0.8, 0.0), (0.4, 0.0, 0.5), (0.2, 0.9, 0.15) })
            {
                InstanceThresholds[] trials = [.. new[] { 0, 7, 30 }.Select(area => new InstanceThresholds(prob, seedThresh, area, peak, prominence))];
                Assert.Equal(Array.ConvertAll(trials, t => Plain([maps], [truth], t)), scores.Of(trials));
                foreach (var trial in trials)
                {
                    var grown = InstanceBuilder.Grow(maps, prob, seedThresh, default);
                    var expected = InstanceBuilder.Choose(grown, maps.Seeds, trial);
                    var graph = new RegionGraph(grown, maps.Seeds, new PixelArrays(0));
                    var nodes = graph.Nodes!.Pixels;
                    var objects = graph.Choose(trial);
                    Assert.Equal(expected.Pixels, Array.ConvertAll(nodes, n => objects[n - 1]));
                    holes += expected.Pixels.Where((label, i) => label > 0 && grown.Pixels[i] == 0).Count();
                }
            }
        }

        Assert.True(holes > 0, "no hole was filled: the scene shows nothing");
    }

    [Fact]
    public void A_hole_belongs_to_the_innermost_object_around_it_and_a_bay_to_none()
    {
        // 1 around 2 around a hole; 3 is open to the border of the image.
        string[] rows = ["1111111.33", "1.....1..3", "1.222.1.33", "1.2.2.1...", "1.222.1.33", "1.....1.3.", "1111111.33"];
        var grown = new LabelImage(10, 7, [.. rows.SelectMany(r => r).Select(c => c == '.' ? 0 : c - '0')]);
        var graph = new RegionGraph(grown, Enumerable.Repeat(0.5f, 70).ToArray(), new PixelArrays(0));
        var nodes = graph.Nodes!.Pixels;
        var objects = graph.Choose(new InstanceThresholds(0.5, 0.5, 0));
        int At(int y, int x) => objects[nodes[(y * 10) + x] - 1];
        Assert.Equal((2, 1, 0), (At(3, 3), At(1, 3), At(5, 9)));
        Assert.Equal(LabelHoles.Fill(grown).Pixels, Array.ConvertAll(nodes, n => objects[n - 1]));
    }

    [Fact]
    public void The_search_finds_what_it_finds_when_every_trial_is_made_plainly()
    {
        var scenes = new[] { Blotches(61, 47, 11), Blotches(40, 52, 12) };
        InstanceMaps[] maps = [.. scenes.Select(s => s.Maps)];
        LabelImage[] truths = [.. scenes.Select(s => s.Truth)];

        var found = UNetThresholdSearch.Run(Images(maps, truths), null, CancellationToken.None);

        var trials = 0;
        var plainly = new ThresholdTrials(
            list =>
            {
                trials += list.Count;
                return [.. list.Select(t => Plain(maps, truths, t))];
            },
            null,
            CancellationToken.None);
        Assert.Equal(UNetThresholdSearch.Run(plainly, Images(maps, truths).MedianArea, true), found);
        Assert.True(trials > 70 && found.Score is > 0 and < 1, $"{trials} trials, score {found.Score}");
    }

    [Fact]
    public void Regions_without_seeds_and_of_several_classes_are_scored_as_they_are()
    {
        var (maps, truth) = Blotches(50, 31, 21);
        maps = maps with { Seeds = null, Classes = [.. maps.Foreground.Select((_, i) => 1 + (i % 50 / 20))] };
        InstanceThresholds[] trials = [new(0.4, 0.5, 0), new(0.4, 0.5, 12), new(0.6, 0.5, 3)];
        Assert.Equal(Array.ConvertAll(trials, t => Plain([maps], [truth], t)), new ThresholdScores(Images([maps], [truth]), CancellationToken.None).Of(trials));
    }

    [Fact]
    public void A_search_that_is_stopped_says_so_and_nothing_else()
    {
        var scenes = Enumerable.Range(0, 3).Select(i => Blotches(40, 40, i)).ToArray();
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        var scores = new ThresholdScores(Images([.. scenes.Select(s => s.Maps)], [.. scenes.Select(s => s.Truth)]), stop.Token);
        Assert.ThrowsAny<OperationCanceledException>(() => scores.Of([new(0.4, 0.5, 0), new(0.5, 0.5, 0)]));
    }

    [Fact]
    public void Images_beyond_the_budget_are_kept_in_a_file_with_the_same_result_and_the_file_goes()
    {
        // Two sizes, budgets for none, one and all of the images; what a killed search left is replaced.
        var scenes = new[] { Blotches(61, 47, 31), Blotches(40, 52, 32), Blotches(61, 47, 33) };
        InstanceMaps[] maps = [.. scenes.Select(s => s.Maps)];
        LabelImage[] truths = [.. scenes.Select(s => s.Truth)];
        var before = truths.Select(t => (int[])t.Pixels.Clone()).ToList();
        var expected = UNetThresholdSearch.Run(Images(maps, truths), null, CancellationToken.None);
        var folder = Directory.CreateTempSubdirectory("fijibridge-search-").FullName;
        try
        {
            const int bytes = 16;
            const long first = 61L * 47 * bytes, second = 40L * 52 * bytes;
            foreach (var (budget, inMemory, inFile) in new[] { (1L << 20, 3, 0), (first, 1, first + second), (0, 0, (2 * first) + second) })
            {
                if (inFile > 0)
                {
                    File.WriteAllText(Path.Combine(folder, "validation-maps.tmp"), "left by a killed search");
                }

                using (var images = Images(maps, truths, budget, folder))
                {
                    Assert.Equal(inMemory, Enumerable.Range(0, 3).Count(images.IsInMemory));
                    Assert.Equal(inFile, Directory.GetFiles(folder).Sum(f => new FileInfo(f).Length));
                    Assert.Equal(expected, UNetThresholdSearch.Run(images, null, CancellationToken.None));
                    Assert.InRange(images.Arrays.Bytes, 1, images.Arrays.KeptBytes);
                }

                Assert.Empty(Directory.GetFiles(folder));
                Assert.Equal(before, truths.Select(t => t.Pixels)); // a set in memory gives the labels themselves
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void A_search_uses_its_memory_again()
    {
        var (maps, truth) = Blotches(640, 480, 41);
        using var images = Images([maps], [truth]);
        var scores = new ThresholdScores(images, CancellationToken.None);
        _ = scores.Of([.. Enumerable.Range(0, 40).Select(i => new InstanceThresholds(0.4 + (0.001 * i), 0.5, 0))]);
        var perPixel = (double)images.Arrays.MadeBytes / maps.Foreground.Length;
        Assert.InRange(perPixel, 21, 24 * images.Workers); // 50 for each of the 40 trials with new arrays each time
        Assert.Equal(images.Arrays.MadeBytes, images.Arrays.Bytes); // all was given back
    }

    [Fact]
    public void A_file_that_cannot_be_made_is_named()
    {
        var (maps, truth) = Blotches(20, 20, 51);
        var missing = Path.Combine(Path.GetTempPath(), $"fijibridge-none-{Guid.NewGuid():N}");
        var error = Assert.Throws<UserAdviceException>(() => Images([maps], [truth], 0, missing));
        Assert.Contains(Path.Combine(missing, "validation-maps.tmp"), error.Message);
        Assert.Contains("fewer images for validation", error.Message);
    }

    private static SearchImages Images(InstanceMaps[] maps, LabelImage[] truths, long budget = long.MaxValue, string? folder = null)
    {
        var images = new SearchImages(budget, folder);
        foreach (var (map, truth) in maps.Zip(truths))
        {
            images.Add(map, truth);
        }

        return images;
    }

    private static double Plain(InstanceMaps[] maps, LabelImage[] truths, InstanceThresholds thresholds)
    {
        var matchings = maps.Select((m, i) => Matching.Compare(truths[i], InstanceBuilder.Build(m, thresholds))).ToList();
        return s_iou.Select(iou => matchings.Select(m => m.At(iou)).Aggregate((a, b) => a + b).AveragePrecision).Average();
    }

    /// <summary>Smooth noise as foreground and scores, some of it constant, so that there are equal heights; a truth that is like it, but shifted.</summary>
    private static (InstanceMaps Maps, LabelImage Truth) Blotches(int width, int height, int seed)
    {
        float[] foreground = Noise(width, height, seed, 3), scores = Noise(width, height, seed + 100, 2);
        for (var i = 0; i < scores.Length; i++)
        {
            scores[i] = MathF.Round(scores[i] * 40) / 40;
        }

        var shifted = InstanceBuilder.Build(new InstanceMaps(width, height, [.. foreground.Skip(1), 0], [.. scores.Skip(1), 0]), new InstanceThresholds(0.45, 0.5, 5, 0, 0.2));
        foreach (ref var label in shifted.Pixels.AsSpan(0, 3 * width))
        {
            label = LabelImage.Ignore;
        }

        return (new InstanceMaps(width, height, foreground, scores), shifted);
    }

    private static float[] Noise(int width, int height, int seed, int radius)
    {
        var random = new Random(seed);
        var values = Enumerable.Range(0, width * height).Select(_ => (float)random.NextDouble()).ToArray();
        var means = values.Select((_, i) =>
        {
            int y = i / width, x = i % width, count = 0;
            var sum = 0f;
            for (var v = Math.Max(0, y - radius); v <= Math.Min(height - 1, y + radius); v++)
            {
                for (var u = Math.Max(0, x - radius); u <= Math.Min(width - 1, x + radius); u++, count++)
                {
                    sum += values[(v * width) + u];
                }
            }

            return sum / count;
        }).ToArray();
        float least = means.Min(), most = means.Max();
        return Array.ConvertAll(means, m => (m - least) / (most - least));
    }
}
