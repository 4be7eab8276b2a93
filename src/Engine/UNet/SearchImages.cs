using FijiBridge.Engine.Instances;
using FijiBridge.Engine.Labels;

namespace FijiBridge.Engine.UNet;

/// <summary>What a threshold search needs of one image.</summary>
/// <param name="Maps">What the network gives.</param>
/// <param name="Truth">The true objects.</param>
/// <param name="Relief">The relief of the maps; null for objects that are regions.</param>
internal sealed record SearchImage(InstanceMaps Maps, LabelImage Truth, Lazy<FloodLevels?> Relief);

/// <summary>
/// The validation images of a threshold search, each with the network's maps and the truth: within a budget in memory, the others in a
/// file, since a search comes back to every image a dozen times and the network takes much longer than the disk. The file goes with this.
/// </summary>
/// <param name="memoryBytes">What the images in memory may take.</param>
/// <param name="folder">Where the file is made if it is needed; null for a training that has none: all stay in memory.</param>
internal sealed class SearchImages(long memoryBytes, string? folder) : IDisposable
{
    /// <summary>What validation images take in memory, usually.</summary>
    public const long UsualBytes = 1L << 30;

    // Mask, labels, and three lists of the flood or two images of labels.
    private const int WorkBytesPerPixel = 24;

    private readonly List<(SearchImage? InMemory, ImageShape Shape, long Offset)> _images = [];
    private readonly List<long> _areas = [];
    private PixelFile? _file;
    private long _bytes;
    private long _largest = 1;

    /// <summary>Number of images.</summary>
    public int Count => _images.Count;

    /// <summary>True where the network scores cores.</summary>
    public bool HasSeeds => _images[0].Shape.HasSeeds;

    /// <summary>Memory that is used again from trial to trial.</summary>
    public PixelArrays Arrays { get; } = new(0);

    /// <summary>How many trials may run at once without filling more than a quarter of the memory.</summary>
    public int Workers => (int)Math.Clamp(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4 / (WorkBytesPerPixel * _largest), 1, Environment.ProcessorCount);

    /// <summary>Median area of the true objects, pixels; 0 without any.</summary>
    public double MedianArea => _areas.Count == 0 ? 0 : _areas.Order().ElementAt(_areas.Count / 2);

    /// <summary>True where an image is in memory, false where it is in the file.</summary>
    public bool IsInMemory(int index) => _images[index].InMemory is not null;

    /// <summary>Takes in an image; its arrays must not change any more.</summary>
    /// <exception cref="UserAdviceException">The file cannot be written.</exception>
    public void Add(InstanceMaps maps, LabelImage truth)
    {
        _areas.AddRange(LabelStatistics.Measure(truth).Select(o => (long)o.Area));
        var image = new SearchImage(maps, truth, new Lazy<FloodLevels?>(() => InstanceBuilder.ReliefOf(maps)));
        var shape = new ImageShape(maps.Width, maps.Height, maps.Seeds is not null, maps.Classes is not null);
        _largest = Math.Max(_largest, shape.Pixels);
        Arrays.KeptBytes = WorkBytesPerPixel * _largest * (Workers + 1);
        if (folder is null || _bytes + shape.Bytes <= memoryBytes)
        {
            _bytes += shape.Bytes;
            _images.Add((image, shape, 0));
            return;
        }

        _file ??= new PixelFile(Path.Combine(folder, "validation-maps.tmp"));
        var offset = _file.Length;
        _file.Append<float>(maps.Foreground);
        _file.Append<int>(truth.Pixels);
        _file.Append<float>(maps.Seeds);
        _file.Append<int>(image.Relief.Value?.Levels);
        _file.Append<int>(maps.Classes);
        _images.Add((null, shape, offset));
    }

    /// <summary>An image; one that is in the file is read. Not for several threads at once.</summary>
    public SearchImage Get(int index)
    {
        var (inMemory, shape, offset) = _images[index];
        if (inMemory is not null)
        {
            return inMemory;
        }

        T[] Read<T>()
            where T : unmanaged
        {
            var array = Arrays.Take<T>(shape.Pixels);
            offset = _file!.Read<T>(array, offset);
            return array;
        }

        var foreground = Read<float>();
        var truth = new LabelImage(shape.Width, shape.Height, Read<int>());
        var seeds = shape.HasSeeds ? Read<float>() : null;
        var relief = shape.HasSeeds ? new FloodLevels(Read<int>()) : null;
        var classes = shape.HasClasses ? Read<int>() : null;
        return new SearchImage(new InstanceMaps(shape.Width, shape.Height, foreground, seeds, classes), truth, new Lazy<FloodLevels?>(relief));
    }

    /// <summary>Gives back the memory of an image that is in the file; nothing for one in memory.</summary>
    public void GiveBack(int index, SearchImage image)
    {
        if (!IsInMemory(index))
        {
            Return(image.Maps.Foreground);
            Return(image.Truth.Pixels);
            Return(image.Maps.Seeds);
            Return(image.Relief.Value?.Levels);
            Return(image.Maps.Classes);
        }
    }

    /// <summary>Deletes the file.</summary>
    public void Dispose() => _file?.Dispose();

    private void Return<T>(T[]? array)
        where T : unmanaged
    {
        if (array is not null)
        {
            Arrays.GiveBack(array);
        }
    }

    private readonly record struct ImageShape(int Width, int Height, bool HasSeeds, bool HasClasses)
    {
        public int Pixels => Width * Height;

        /// <summary>Foreground and truth, scores and relief, classes.</summary>
        public long Bytes => (long)Pixels * (8 + (HasSeeds ? 8 : 0) + (HasClasses ? 4 : 0));
    }
}
