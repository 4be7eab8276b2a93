using FijiBridge.Engine.Data;
using FijiBridge.Engine.Tests.TestData;
using Xunit;

namespace FijiBridge.Engine.Tests.Data;

public class TrainValidationSplitTests
{
    [Theory]
    [InlineData(2, 1)]
    [InlineData(3, 1)]
    [InlineData(10, 2)]
    [InlineData(100, 15)]
    public void Fifteen_percent_but_at_least_one_pair_is_for_validation(int count, int expected)
    {
        var split = TrainValidationSplit.Create(Set(count));

        Assert.Equal(expected, split.Validation.Count);
        Assert.Equal(Enumerable.Range(0, count), split.Training.Indices.Concat(split.Validation.Indices).Order());
    }

    [Fact]
    public void The_seed_alone_decides()
    {
        Assert.Equal(TrainValidationSplit.Create(Set(50), 0.2, 7).Validation.Indices, TrainValidationSplit.Create(Set(50), 0.2, 7).Validation.Indices);
        Assert.NotEqual(TrainValidationSplit.Create(Set(50), 0.2, 7).Validation.Indices, TrainValidationSplit.Create(Set(50), 0.2, 8).Validation.Indices);
    }

    [Fact]
    public void Subsets_load_the_pairs_of_the_whole()
    {
        var split = TrainValidationSplit.Create(Set(10));

        Assert.Equal("pair" + split.Training.Indices[3], split.Training.NameOf(3));
        Assert.Equal("pair" + split.Training.Indices[3], split.Training.Load(3).Name);
    }

    [Fact]
    public void Too_few_pairs_and_impossible_fractions_are_refused()
    {
        Assert.Contains("at least 2 image/mask pairs", Assert.Throws<UserAdviceException>(() => TrainValidationSplit.Create(Set(1))).Message);
        Assert.Contains("fraction of 1 ", Assert.Throws<UserAdviceException>(() => TrainValidationSplit.Create(Set(5), 1)).Message);
        Assert.Contains("leaves none of 3 pairs", Assert.Throws<UserAdviceException>(() => TrainValidationSplit.Create(Set(3), 0.9)).Message);
    }

    private static InMemoryTrainingSet Set(int count) => new(Enumerable.Range(0, count).Select(i => TestPairs.Discs("pair" + i, 8, 8, 1)));
}
