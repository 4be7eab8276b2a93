using FijiBridge.Engine;
using FijiBridge.Engine.Data;
using FijiBridge.Engine.Images;

namespace FijiBridge.Bridge.Training;

/// <summary>The classes of the objects of a training, of those for validation too, numbered as the model that is trained numbers them.</summary>
internal sealed class TrainingClasses
{
    private const string Suffix = " (validation)";

    private readonly string _folder;
    private readonly ClassImages _training;
    private readonly ClassImages? _validation;
    private readonly Func<string, string> _pairOf;
    private readonly int[]? _numbers;

    private TrainingClasses(string folder, ClassImages training, ClassImages? validation, Func<string, string> pairOf, int[]? numbers) =>
        (_folder, _training, _validation, _pairOf, _numbers) = (folder, training, validation, pairOf, numbers);

    /// <summary>Opens the class images; null where none are given.</summary>
    /// <param name="settings">Folders and names.</param>
    /// <param name="pairs">The images to train on.</param>
    /// <param name="validation">The images for validation, renamed by <see cref="Renamed"/>; or null.</param>
    /// <param name="pairOf">Name in <paramref name="pairs"/> of a pair that is trained on.</param>
    /// <param name="known">Names of the classes of the model that the training starts from; empty where it has none.</param>
    /// <param name="reader">Reads the class images.</param>
    /// <exception cref="UserAdviceException">A class image is missing, or a class is none of the model's.</exception>
    public static TrainingClasses? Open(
        TrainingSettings settings, ITrainingSet pairs, RenamedSet? validation, Func<string, string> pairOf, IReadOnlyList<string> known, Func<IImageReader> reader)
    {
        if (settings.Classes is not { } folder)
        {
            return settings.ValidationClasses is null ? null : throw new UserAdviceException("--validation-classes are given without --classes; name the class images of the training images too.");
        }

        if (settings.ValidationClasses is { } alone && validation is null)
        {
            throw new UserAdviceException($"--validation-classes {alone} belong to --validation-images, which are not given.");
        }

        var images = new LabelFolder(folder, "class image", reader());
        var own = settings.ValidationClasses is { } other ? new LabelFolder(other, "class image", reader()) : images;
        return new TrainingClasses(folder, new ClassImages(pairs, images), validation is null ? null : new ClassImages(validation.Original, own), pairOf, Numbers(settings, known));
    }

    /// <summary>A set under other names, so that images for validation may have the names of images to train on.</summary>
    public static RenamedSet Renamed(ITrainingSet validation) => new(validation, Suffix);

    /// <summary>The class of an object, from 1, or null where it is not known.</summary>
    public int? ClassOf(string pair, int label)
    {
        var value = _validation is not null && RenamedSet.Originally(pair, Suffix) is { } name ? _validation.ClassOf(name, label) : _training.ClassOf(_pairOf(pair), label);
        return value is { } v && _numbers is not null ? v <= _numbers.Length ? _numbers[v - 1] : throw new UserAdviceException(
            $"The class images in {_folder} have the class {v}, but --class-names names {_numbers.Length}; name all classes.") : value;
    }

    /// <summary>The largest class of all objects; reads every pair.</summary>
    /// <exception cref="UserAdviceException">There is none.</exception>
    public int Largest(CancellationToken cancellation)
    {
        var largest = Math.Max(_training.LargestClass(cancellation), _validation?.LargestClass(cancellation) ?? 0);
        return largest > 0 ? largest : throw new UserAdviceException($"The class images in {_folder} give no object a class; their values must be 1, 2, ... on the objects.");
    }

    // The classes of the data may be in another order than those of the model.
    private static int[]? Numbers(TrainingSettings settings, IReadOnlyList<string> known) =>
        known.Count == 0 || settings.Info.Classes.Count == 0 ? null : [.. settings.Info.Classes.Select(name => Array.IndexOf([.. known], name) is >= 0 and var i ? i + 1
            : throw new UserAdviceException($"The model {settings.StartFrom} does not know the class \"{name}\", only {string.Join(", ", known)}; rename the class, or train a model of your own classes."))];
}

/// <summary>A set whose names end in a suffix.</summary>
/// <param name="set">The set.</param>
/// <param name="suffix">What is put behind each name.</param>
internal sealed class RenamedSet(ITrainingSet set, string suffix) : ITrainingSet
{
    /// <summary>The set with its own names.</summary>
    public ITrainingSet Original => set;

    /// <inheritdoc/>
    public int Count => set.Count;

    /// <summary>The own name of a pair of such a set; null for other names.</summary>
    public static string? Originally(string name, string suffix) => name.EndsWith(suffix, StringComparison.Ordinal) ? name[..^suffix.Length] : null;

    /// <inheritdoc/>
    public string NameOf(int index) => set.NameOf(index) + suffix;

    /// <inheritdoc/>
    public TrainingPair Load(int index) => set.Load(index) with { Name = NameOf(index) };
}
