using FijiBridge.Engine;
using FijiBridge.Engine.Evaluation;

using Newtonsoft.Json.Linq;

namespace FijiBridge.Bridge.Server.Handlers;

/// <summary>Compares grey values of two images.</summary>
/// <param name="blocks">The worker's shared memory.</param>
public sealed class CompareImagesHandler(SharedBlocks blocks) : IRequestHandler
{
    /// <inheritdoc/>
    public string Name => "compare-images";

    /// <inheritdoc/>
    public string Summary => "Compares the grey values of an image with those of its truth: mean squared error and structural similarity.";

    /// <inheritdoc/>
    public bool UsesDevice => true;

    /// <inheritdoc/>
    public IReadOnlyList<InputInfo> Inputs { get; } =
    [
        new("truth", "ndarray", "The image as it should be, axes Y and X or C, Y and X: uint8, uint16 or float32.", Required: true),
        new("image", "ndarray", "The image to judge, of the same size.", Required: true),
        new("range", "number", "Largest minus smallest possible grey value, for SSIM (those of the truth)."),
        new("keep", "true or false", "The client uses the same shared memory again: the worker leaves it mapped (false)."),
    ];

    /// <inheritdoc/>
    public JObject Run(WorkerTask task)
    {
        var inputs = task.Inputs;
        var truth = LabelArrays.Image(blocks, inputs, "truth") ?? throw new UserAdviceException("'compare-images' needs the array 'truth'.");
        var image = LabelArrays.Image(blocks, inputs, "image") ?? throw new UserAdviceException("'compare-images' needs the array 'image'.");
        var result = ImageSimilarity.Compare(truth, image, inputs.Number("range"));
        return new JObject
        {
            ["mse"] = result.MeanSquaredError,
            ["rmse"] = result.RootMeanSquaredError,
            ["ssim"] = NumberTable.OrNull(result.StructuralSimilarity),
            ["dataRange"] = result.DataRange,
        };
    }
}
