using FijiBridge.Engine.Evaluation;
using FijiBridge.Engine.Images;
using Xunit;

namespace FijiBridge.Engine.Tests.Evaluation;

public class ImageSimilarityTests
{
    [Fact]
    public void Mean_squared_error_of_a_small_example_is_that_worked_out_by_hand()
    {
        var result = ImageSimilarity.Compare(Floats(2, 2, [0, 2, 4, 10]), Floats(2, 2, [1, 2, 2, 6]));
        Assert.Equal((1 + 0 + 4 + 16) / 4.0, result.MeanSquaredError);
        Assert.Equal(Math.Sqrt(5.25), result.RootMeanSquaredError, 1e-12);
        Assert.Equal(10, result.DataRange);
        Assert.Null(result.StructuralSimilarity);
    }

    [Fact]
    public void Structural_similarity_is_that_of_scikit_image()
    {
        // tests/fixtures/golden/make_metrics_golden.py: scikit-image 0.19.3, structural_similarity(gaussian_weights=True, sigma=1.5,
        // use_sample_covariance=False, data_range=...).
        var (truth, image) = (Pattern(40, 30, 0), Pattern(40, 30, 1));
        var given = ImageSimilarity.Compare(truth, image, 255);
        Assert.Equal(Golden.MeanSquaredError, given.MeanSquaredError, 1e-9);
        Assert.Equal(Golden.Ssim255, given.StructuralSimilarity!.Value, 1e-9);
        Assert.Equal(Golden.SsimOwnRange, ImageSimilarity.Compare(truth, image).StructuralSimilarity!.Value, 1e-9);
    }

    [Fact]
    public void Equal_images_are_alike_whatever_they_show()
    {
        foreach (var image in new[] { Pattern(20, 20, 0), Floats(20, 20, new float[400]) })
        {
            var result = ImageSimilarity.Compare(image, image);
            Assert.Equal(0, result.MeanSquaredError);
            Assert.Equal(1, result.StructuralSimilarity);
        }
    }

    [Fact]
    public void One_window_of_two_constants_has_the_similarity_of_the_formula()
    {
        var a = Floats(11, 11, [.. Enumerable.Repeat(3f, 121)]);
        var b = Floats(11, 11, [.. Enumerable.Repeat(5f, 121)]);
        double c1 = 0.01 * 10 * 0.01 * 10;

        Assert.Equal((30 + c1) / (34 + c1), ImageSimilarity.Compare(a, b, 10).StructuralSimilarity!.Value, 1e-9);
        Assert.Null(ImageSimilarity.Compare(a, b).StructuralSimilarity); // a constant truth has no range
    }

    [Fact]
    public void All_channels_count_the_same()
    {
        byte[] zero = new byte[144], one = [.. Enumerable.Repeat((byte)1, 144)], three = [.. Enumerable.Repeat((byte)3, 144)];
        var truth = new Image2D("t", 12, 12, [zero, zero]);
        Assert.Equal((1 + 9) / 2.0, ImageSimilarity.Compare(truth, new Image2D("i", 12, 12, [one, three])).MeanSquaredError);
    }

    [Fact]
    public void What_cannot_be_compared_is_named()
    {
        var image = Floats(4, 4, new float[16]);
        Assert.Contains("4 x 4 pixels and 1 channel(s), image has 2 x 8 and 1", Message(() => ImageSimilarity.Compare(image, Floats(2, 8, new float[16]))));
        Assert.Contains("The data range 0 is not above 0", Message(() => ImageSimilarity.Compare(image, image, 0)));
        Assert.Contains("the value NaN at x = 1, y = 0", Message(() => ImageSimilarity.Compare(image, Floats(4, 4, [0, float.NaN, .. new float[14]]))));
    }

    private static string Message(Action action) => Assert.Throws<UserAdviceException>(action).Message;

    private static Image2D Floats(int width, int height, float[] pixels) => Image2D.FromFloats("image", width, height, pixels);

    private static Image2D Pattern(int width, int height, int changed) => Floats(
        width, height, [.. Enumerable.Range(0, width * height).Select(i => (float)((((i % width) * 7) + ((i / width) * 13) + ((i % width) * (i / width))) % 251) + (changed * (((i % width) * 5) + ((i / width) * 3)) % 17))]);

    private static class Golden
    {
        public const double MeanSquaredError = 87.8175, Ssim255 = 0.995071628191, SsimOwnRange = 0.995070656783;
    }
}
