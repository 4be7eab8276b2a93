using FijiBridge.Engine.Data;
using FijiBridge.Engine.Data.Augmentation;
using FijiBridge.Engine.Images;
using FijiBridge.Engine.Labels;
using FijiBridge.Engine.Tests.TestData;
using Xunit;

namespace FijiBridge.Engine.Tests.Data;

public class PatchSamplerTests
{
    private static readonly NormalizationOptions s_raw = new() { Kind = NormalizationKind.None };

    [Fact]
    public void Each_round_takes_every_image_once_in_a_new_order()
    {
        var sampler = new PatchSampler(Discs(9), new PatchSamplerOptions { PatchHeight = 16, PatchWidth = 16 });

        var rounds = Enumerable.Range(0, 4).Select(r => Enumerable.Range(0, 9).Select(i => sampler.PairOf((r * 9) + i)).ToArray()).ToArray();

        Assert.All(rounds, r => Assert.Equal(Enumerable.Range(0, 9), r.Order()));
        Assert.NotEqual(rounds[0], rounds[1]);
    }

    [Fact]
    public void A_sample_is_the_same_whatever_was_drawn_before()
    {
        var options = new PatchSamplerOptions { PatchHeight = 32, PatchWidth = 24, Seed = 9 };
        var one = new PatchSampler(Discs(5), options, AugmentationOptions.Default);
        var two = new PatchSampler(Discs(5), options, AugmentationOptions.Default);
        var backwards = Enumerable.Range(0, 40).Reverse().ToDictionary(n => n, n => two.Sample(n));
        var other = new PatchSampler(Discs(5), options with { Seed = 10 }, AugmentationOptions.Default);

        for (var n = 0; n < 40; n++)
        {
            var patch = one.Sample(n);
            Assert.Equal(backwards[n].Image, patch.Image);
            Assert.Equal(backwards[n].Labels.Pixels, patch.Labels.Pixels);
            Assert.Equal((32, 24, n), (patch.Height, patch.Width, patch.Number));
        }

        Assert.NotEqual(other.Sample(0).Image, one.Sample(0).Image);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void The_number_of_loader_threads_changes_nothing(int threads)
    {
        var sampler = new PatchSampler(Discs(5), new PatchSamplerOptions { PatchHeight = 32, PatchWidth = 32 }, AugmentationOptions.Default);
        using var loader = new BatchLoader<Patch>(sampler.Sample, 0, threads);
        var alone = new PatchSampler(Discs(5), new PatchSamplerOptions { PatchHeight = 32, PatchWidth = 32 }, AugmentationOptions.Default);

        for (var n = 0; n < 30; n++)
        {
            Assert.Equal(alone.Sample(n).Image, loader.Next().Image);
        }
    }

    [Fact]
    public void Foreground_patches_hold_an_object_even_where_objects_are_rare()
    {
        var labels = new LabelImage(400, 300) { [299, 399] = 5 }; // one pixel in the corner: one window of 40 000 has it
        var set = new InMemoryTrainingSet([TestPairs.LabelsAsImage("rare", labels)]);
        var always = new PatchSampler(set, new PatchSamplerOptions { PatchHeight = 64, PatchWidth = 64, ForegroundOnly = 1, Normalization = s_raw });
        var never = new PatchSampler(set, new PatchSamplerOptions { PatchHeight = 64, PatchWidth = 64, ForegroundOnly = 0, Normalization = s_raw });

        Assert.All(Enumerable.Range(0, 20), n => Assert.Contains(5, always.Sample(n).Labels.Pixels));
        Assert.Contains(Enumerable.Range(0, 20), n => !never.Sample(n).Labels.Pixels.Contains(5));
    }

    [Fact]
    public void Foreground_windows_are_drawn_evenly()
    {
        var labels = new LabelImage(12, 1) { [0, 5] = 1 };
        var sampler = new PatchSampler(
            new InMemoryTrainingSet([TestPairs.LabelsAsImage("line", labels)]),
            new PatchSamplerOptions { PatchHeight = 1, PatchWidth = 4, ForegroundOnly = 1, Normalization = s_raw });

        var corners = Enumerable.Range(0, 4000).GroupBy(n => sampler.WindowOf(n).X0).ToDictionary(g => g.Key, g => g.Count());

        Assert.Equal([2, 3, 4, 5], corners.Keys.Order()); // the windows that hold column 5
        Assert.All(corners.Values, c => Assert.InRange(c, 880, 1120));
    }

    [Fact]
    public void An_image_without_objects_is_sampled_evenly()
    {
        var sampler = new PatchSampler(
            new InMemoryTrainingSet([TestPairs.LabelsAsImage("empty", new LabelImage(20, 20))]),
            new PatchSamplerOptions { PatchHeight = 16, PatchWidth = 16, Normalization = s_raw });

        Assert.Equal([0, 1, 2, 3, 4], Enumerable.Range(0, 200).Select(n => sampler.WindowOf(n).Y0).Distinct().Order());
    }

    [Fact]
    public void A_smaller_image_is_centred_and_reflected_with_its_labels_and_ignored_farther_out()
    {
        var labels = new LabelImage(3, 1, [1, 2, 3]);
        var sampler = new PatchSampler(
            new InMemoryTrainingSet([TestPairs.LabelsAsImage("tiny", labels)]),
            new PatchSamplerOptions { PatchHeight = 1, PatchWidth = 11, Normalization = s_raw });

        var patch = sampler.Sample(0);

        Assert.Equal([1, 2, 3, 2, 1, 2, 3, 2, 1, 2, 3], patch.Image); // columns -4..6
        Assert.Equal([-1, -1, -1, 2, -1, 2, -1, 2, -1, -1, -1], patch.Labels.Pixels); // 1 and 3 are cut by the border
    }

    [Fact]
    public void A_set_larger_than_the_cache_streams_within_the_budget()
    {
        var loads = 0;
        var set = new CountingSet(Discs(10), () => Interlocked.Increment(ref loads));
        var perPair = 80 * 60 * (4 + 4) + (81 * 61 * 4);
        var options = new PatchSamplerOptions { PatchHeight = 16, PatchWidth = 16, CacheBytes = 3 * perPair };
        var small = new PatchSampler(set, options);
        var large = new PatchSampler(Discs(10), options with { CacheBytes = long.MaxValue });

        for (var n = 0; n < 50; n++)
        {
            Assert.Equal(large.Sample(n).Image, small.Sample(n).Image);
            Assert.InRange(small.CachedBytes, 1, 3 * perPair);
        }

        Assert.InRange(loads, 11, 50);
        Assert.Equal(10 * perPair, large.CachedBytes);
    }

    [Fact]
    public void An_error_while_loading_is_not_kept()
    {
        var fail = true;
        var set = new CountingSet(Discs(1), () =>
        {
            if (fail)
            {
                throw new UserAdviceException("Disk away; plug it in.");
            }
        });
        var sampler = new PatchSampler(set, new PatchSamplerOptions { PatchHeight = 8, PatchWidth = 8 });

        Assert.Throws<UserAdviceException>(() => sampler.Sample(0));
        fail = false;
        Assert.Equal(64, sampler.Sample(0).Image.Length);
    }

    [Fact]
    public void Impossible_options_and_empty_sets_are_refused()
    {
        Assert.Contains("patch of 0 x 256", Assert.Throws<UserAdviceException>(() => new PatchSampler(Discs(1), new() { PatchWidth = 0 })).Message);
        Assert.Contains("foreground patches is 1.5", Assert.Throws<UserAdviceException>(() => new PatchSampler(Discs(1), new() { ForegroundOnly = 1.5 })).Message);
        Assert.Contains("no image/mask pairs", Assert.Throws<UserAdviceException>(() => new PatchSampler(Discs(0), new())).Message);
    }

    [Fact]
    public void The_validation_patch_is_the_centre_or_the_best_covered_window()
    {
        var centre = new LabelImage(100, 80) { [40, 50] = 1 };
        var corner = new LabelImage(100, 80);
        TestPairs.Disc(corner, 2, 79, 99, 6);
        var patches = new ValidationPatches(
            new InMemoryTrainingSet([TestPairs.LabelsAsImage("centre", centre), TestPairs.LabelsAsImage("corner", corner), TestPairs.LabelsAsImage("none", new LabelImage(100, 80))]),
            new PatchSamplerOptions { PatchHeight = 32, PatchWidth = 32, Normalization = s_raw });

        Assert.Equal(1, patches.Get(0).Labels[16, 16]);
        Assert.Equal(corner.Pixels.Count(l => l == 2), patches.Get(1).Labels.Pixels.Count(l => l == 2));
        Assert.All(patches.Get(2).Labels.Pixels, l => Assert.Equal(0, l));
        Assert.Equal(patches.Get(1).Image, patches.Get(1).Image);
    }

    private static InMemoryTrainingSet Discs(int count) =>
        new(Enumerable.Range(0, count).Select(i => TestPairs.Discs("pair" + i, 80, 60, seed: i)));

    private sealed class CountingSet(ITrainingSet inner, Action onLoad) : ITrainingSet
    {
        public int Count => inner.Count;

        public string NameOf(int index) => inner.NameOf(index);

        public TrainingPair Load(int index)
        {
            onLoad();
            return inner.Load(index);
        }
    }
}
