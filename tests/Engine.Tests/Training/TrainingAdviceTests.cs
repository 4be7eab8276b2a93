using FijiBridge.Engine.Training;
using Xunit;

namespace FijiBridge.Engine.Tests.Training;

public sealed class TrainingAdviceTests
{
    [Fact]
    public void A_validation_loss_that_turns_up_while_the_training_loss_falls_is_told_once_it_is_certain()
    {
        var history = Enumerable.Range(1, 40).Select(e => Row(e, 1.0 / e, e <= 12 ? 1.0 / e : (1.0 / 12) + (0.01 * (e - 12)))).ToList();
        Assert.Null(OverfittingCheck.Sentence(history[..20]));
        var sentence = OverfittingCheck.Sentence(history);
        Assert.NotNull(sentence);
        Assert.Contains("learn the training images by heart", sentence);
        Assert.Matches(@"since about epoch 1[1-6] ", sentence);
    }

    [Theory]
    [InlineData(1, 1)] // both still fall
    [InlineData(0, 0)] // both stand still
    [InlineData(-1, -1)] // both rise: the rate is too high, which is something else
    public void Other_curves_are_no_over_fitting(int training, int validation)
    {
        static double Curve(int direction, int epoch) => 1 - (0.01 * direction * epoch);
        Assert.Null(OverfittingCheck.Sentence([.. Enumerable.Range(1, 60).Select(e => Row(e, Curve(training, e), Curve(validation, e)))]));
    }

    [Fact]
    public void One_bad_epoch_is_no_over_fitting() =>
        Assert.Null(OverfittingCheck.Sentence([.. Enumerable.Range(1, 40).Select(e => Row(e, 1.0 / e, e == 40 ? 0.05 : 0.5 / e))]));

    [Theory]
    [InlineData(20, 40, 47, 256, "")]
    [InlineData(60, 80, 47, 256, "sees only 47 pixels around each pixel")]
    [InlineData(20, 300, 47, 256, "does not fit into a training patch of 256 x 256")]
    public void Objects_that_are_too_large_for_the_network_or_the_patch_are_told(double median, double large, int reach, int patch, string expected)
    {
        var advice = ObjectSizeAdvice.Of(median, large, reach, patch, hasGrid: true);
        if (expected.Length == 0)
        {
            Assert.Empty(advice);
        }
        else
        {
            Assert.Contains(expected, Assert.Single(advice));
        }
    }

    [Fact]
    public void A_network_without_a_grid_is_not_told_to_have_a_larger_one()
    {
        Assert.Contains("use more depth or a smaller scale", Assert.Single(ObjectSizeAdvice.Of(60, 80, 47, 256, hasGrid: false)));
        Assert.Contains("use a larger grid, more depth", Assert.Single(ObjectSizeAdvice.Of(60, 80, 47, 256, hasGrid: true)));
    }

    [Theory]
    [InlineData(45, 0.5, null)] // as the model knows them
    [InlineData(90, 0.25, null)]
    [InlineData(90, 0.5, "45 pixels across (median) as the network sees them, and those that m learned were 22; a scale of 0.24 shows")]
    [InlineData(15, 1, null)]
    [InlineData(10, 1, "a scale of 2.2 shows")]
    [InlineData(0, 1, null)]
    public void Objects_of_another_size_than_a_model_learned_are_told_with_the_scale_that_helps(double median, double scale, string? expected)
    {
        var advice = ObjectSizeAdvice.OfStart(median, 44, "m", 0.5, scale);
        Assert.Equal(expected is not null, advice.Count == 1);
        Assert.Contains(expected ?? "", advice.FirstOrDefault() ?? "");
    }

    private static EpochRecord Row(int epoch, double loss, double validation) =>
        new(epoch, 1e-3, new Dictionary<string, double> { ["loss"] = loss, ["val_loss"] = validation });
}
