using FijiBridge.Engine.Labels;
using FijiBridge.Engine.StarDist;
using FijiBridge.Engine.Tests.TestData;
using Xunit;

namespace FijiBridge.Engine.Tests.StarDist;

public class ObjectProbabilityTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(1, 4)]
    public void Probabilities_equal_an_exhaustive_search_for_the_nearest_other_label(int gridY, int gridX)
    {
        var labels = Shapes.RandomScene(70, 61, 25, 3, 14, seed: 4);
        labels[10, 10] = LabelImage.Ignore;

        var prob = ObjectProbability.Compute(labels, gridY, gridX);

        var expected = Reference(labels, gridY, gridX);
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], prob[i], 1e-6f);
        }
    }

    [Fact]
    public void Every_object_reaches_1_and_no_more()
    {
        var labels = Shapes.RandomScene(100, 100, 30, 3, 12, seed: 5);

        var prob = ObjectProbability.Compute(labels, 1, 1);

        foreach (var group in labels.Pixels.Zip(prob).Where(p => p.First > 0).GroupBy(p => p.First))
        {
            Assert.Equal(1, group.Max(p => p.Second), 1e-6f);
            Assert.True(group.Min(p => p.Second) > 0);
        }
    }

    [Fact]
    public void The_image_border_is_not_background()
    {
        var prob = ObjectProbability.Compute(Shapes.Labels("1111...."), 1, 1);

        Assert.Equal([1, 0.75f, 0.5f, 0.25f, 0, 0, 0, 0], prob);
    }

    [Fact]
    public void The_border_is_background_where_the_whole_image_is_one_object()
    {
        var prob = ObjectProbability.Compute(Shapes.Labels("111", "111", "111"), 1, 1);

        Assert.Equal([0.5f, 0.5f, 0.5f, 0.5f, 1, 0.5f, 0.5f, 0.5f, 0.5f], prob);
    }

    [Fact]
    public void Ignored_pixels_are_minus_1_and_count_as_another_label()
    {
        var prob = ObjectProbability.Compute(Shapes.Labels("11-.", "11-."), 1, 1);

        Assert.Equal([1, 0.5f, -1, 0, 1, 0.5f, -1, 0], prob);
    }

    [Fact]
    public void Huge_label_values_are_no_special_case()
    {
        var prob = ObjectProbability.Compute(new LabelImage(4, 1, [0, int.MaxValue, int.MaxValue, 5]), 1, 1);

        Assert.Equal([0, 1, 1, 1], prob);
    }

    private static float[] Reference(LabelImage labels, int gridY, int gridX)
    {
        int height = (labels.Height + gridY - 1) / gridY, width = (labels.Width + gridX - 1) / gridX;
        var sampled = Enumerable.Range(0, height * width).Select(i => labels[i / width * gridY, i % width * gridX]).ToArray();
        var distance = sampled.Select((label, i) => label <= 0 ? 0 : Enumerable.Range(0, sampled.Length).Where(j => sampled[j] != label)
            .Min(j => Math.Sqrt(Math.Pow((i / width) - (j / width), 2) + Math.Pow((i % width) - (j % width), 2)))).ToArray();
        var largest = sampled.Zip(distance).GroupBy(p => p.First).ToDictionary(g => g.Key, g => g.Max(p => p.Second));
        return [.. sampled.Zip(distance, (label, d) => label < 0 ? -1 : (float)(d / (largest[label] + 1e-10)))];
    }
}
