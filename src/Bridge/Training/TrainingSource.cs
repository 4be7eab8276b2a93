using FijiBridge.Engine;
using FijiBridge.Engine.Data;
using FijiBridge.Engine.Images;

namespace FijiBridge.Bridge.Training;

/// <summary>Image/truth pairs as the command line names them: two folders, or one data set file.</summary>
internal static class TrainingSource
{
    /// <summary>Opens the pairs; images are read later, one at a time.</summary>
    /// <param name="images">Folder of images, or null.</param>
    /// <param name="masks">Folder of masks, or null.</param>
    /// <param name="dataset">Data set file, or null.</param>
    /// <param name="reader">Gives the reader; only asked where there are image files to read.</param>
    /// <exception cref="UserAdviceException">Neither or both are given, or they cannot be opened.</exception>
    public static ITrainingSet Open(string? images, string? masks, string? dataset, Func<IImageReader> reader)
    {
        if (dataset is not null)
        {
            return images is null
                ? new DatasetFile(dataset)
                : throw new UserAdviceException($"Both the folder {images} and --dataset {dataset} are given; leave one out.");
        }

        if (images is null)
        {
            throw new UserAdviceException("No images are given; name a folder of images and a folder of masks, or a file with --dataset.");
        }

        return masks is null
            ? throw new UserAdviceException($"The masks of {images} are not given; name their folder after it.")
            : new FolderPairs(images, masks, reader());
    }
}
