using FijiBridge.Engine.Images;

namespace FijiBridge.Engine.Evaluation;

/// <summary>
/// How alike two images are, pixel by pixel: mean squared error and structural similarity. For restored, denoised or
/// predicted images, not for label images.
/// </summary>
/// <param name="MeanSquaredError">Mean over all pixels and channels of the squared difference, in squared grey values.</param>
/// <param name="StructuralSimilarity">
/// Mean of the SSIM of all whole windows of all channels, 1 for equal images, in [-1, 1]; null for images smaller than the window,
/// and where the data range is 0 and the images differ.
/// </param>
/// <param name="DataRange">The range of grey values, L, that the constants of SSIM were scaled with.</param>
public sealed record ImageSimilarity(double MeanSquaredError, double? StructuralSimilarity, double DataRange)
{
    /// <summary>Side of the window of SSIM in pixels.</summary>
    public const int Window = 11;

    private const int Radius = Window / 2;
    private const double Sigma = 1.5;
    private const double K1 = 0.01;
    private const double K2 = 0.03;
    private static readonly double[] Weights = GaussianWeights();

    /// <summary>Square root of the mean squared error, in grey values.</summary>
    public double RootMeanSquaredError => Math.Sqrt(MeanSquaredError);

    /// <summary>
    /// Compares an image with its truth. SSIM as Wang et al., IEEE Trans. Image Processing 13(4), 2004, define it: means, variances and
    /// covariance in an 11 x 11 Gaussian window of sigma 1.5 pixels, C1 = (0.01 L)², C2 = (0.03 L)², averaged over
    /// the windows that lie wholly inside the image.
    /// </summary>
    /// <param name="truth">The image as it should be.</param>
    /// <param name="image">The image to judge, of the same size and number of channels.</param>
    /// <param name="dataRange">L: largest minus smallest value that the images could have; largest minus smallest value of the truth when null.</param>
    /// <exception cref="UserAdviceException">Sizes or channels differ, a pixel is not a number, or the range is not above 0.</exception>
    public static ImageSimilarity Compare(Image2D truth, Image2D image, double? dataRange = null)
    {
        if (truth.Width != image.Width || truth.Height != image.Height || truth.Channels != image.Channels)
        {
            throw new UserAdviceException(
                $"The true image {truth.Name} has {truth.Width} x {truth.Height} pixels and {truth.Channels} channel(s), {image.Name} has {image.Width} x {image.Height} and {image.Channels}; compare images of one size.");
        }

        if (dataRange is { } given && !(given > 0 && double.IsFinite(given)))
        {
            throw new UserAdviceException($"The data range {given} is not above 0; give the largest minus the smallest possible grey value, such as 255.");
        }

        double[][] a = Planes(truth), b = Planes(image);
        var range = dataRange ?? a.Max(p => p.Max()) - a.Min(p => p.Min());
        var error = Enumerable.Range(0, a.Length).Average(c => MeanSquare(a[c], b[c]));
        double? similarity = Math.Min(truth.Width, truth.Height) < Window ? null
            : error == 0 ? 1
            : range == 0 ? null
            : Enumerable.Range(0, a.Length).Average(c => Ssim(a[c], b[c], truth.Width, truth.Height, range));
        return new ImageSimilarity(error, similarity, range);
    }

    private static double Ssim(double[] a, double[] b, int width, int height, double range)
    {
        double c1 = K1 * range * (K1 * range), c2 = K2 * range * (K2 * range);
        var meanA = Filter(a, null, width, height);
        var meanB = Filter(b, null, width, height);
        var squareA = Filter(a, a, width, height);
        var squareB = Filter(b, b, width, height);
        var product = Filter(a, b, width, height);
        var sum = 0.0;
        for (var i = 0; i < meanA.Length; i++)
        {
            double ma = meanA[i], mb = meanB[i];
            double varianceA = squareA[i] - (ma * ma), varianceB = squareB[i] - (mb * mb), covariance = product[i] - (ma * mb);
            sum += ((2 * ma * mb) + c1) * ((2 * covariance) + c2) / (((ma * ma) + (mb * mb) + c1) * (varianceA + varianceB + c2));
        }

        return sum / meanA.Length;
    }

    /// <summary>Gaussian means of a, or of a * factor, over the whole windows: (width - 10) * (height - 10) values.</summary>
    private static double[] Filter(double[] a, double[]? factor, int width, int height)
    {
        int columns = width - Window + 1, rows = height - Window + 1;
        var across = new double[columns * height];
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < columns; x++)
            {
                var sum = 0.0;
                var start = (y * width) + x;
                for (var k = 0; k < Window; k++)
                {
                    sum += Weights[k] * (factor is null ? a[start + k] : a[start + k] * factor[start + k]);
                }

                across[(y * columns) + x] = sum;
            }
        }

        var result = new double[columns * rows];
        for (var i = 0; i < result.Length; i++)
        {
            var sum = 0.0;
            for (var k = 0; k < Window; k++)
            {
                sum += Weights[k] * across[i + (k * columns)];
            }

            result[i] = sum;
        }

        return result;
    }

    private static double MeanSquare(double[] a, double[] b)
    {
        var sum = 0.0;
        for (var i = 0; i < a.Length; i++)
        {
            sum += (a[i] - b[i]) * (a[i] - b[i]);
        }

        return sum / a.Length;
    }

    private static double[][] Planes(Image2D image)
    {
        var planes = new double[image.Channels][];
        var row = new float[image.Width];
        for (var c = 0; c < planes.Length; c++)
        {
            planes[c] = new double[image.Width * image.Height];
            for (var y = 0; y < image.Height; y++)
            {
                image.ReadRow(c, y, 0, row);
                for (var x = 0; x < row.Length; x++)
                {
                    planes[c][(y * row.Length) + x] = float.IsFinite(row[x])
                        ? row[x]
                        : throw new UserAdviceException($"Image {image.Name} has the value {row[x]} at x = {x}, y = {y}; replace such pixels first.");
                }
            }
        }

        return planes;
    }

    private static double[] GaussianWeights()
    {
        var weights = new double[Window];
        for (var k = 0; k < Window; k++)
        {
            weights[k] = Math.Exp(-(k - Radius) * (k - Radius) / (2 * Sigma * Sigma));
        }

        var sum = weights.Sum();
        return [.. weights.Select(w => w / sum)];
    }
}
