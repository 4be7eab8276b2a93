using FijiBridge.Bridge.ImageJ;
using FijiBridge.Bridge.Jvm;
using FijiBridge.Engine;
using FijiBridge.Engine.Images;
using FijiBridge.Engine.Labels;

namespace FijiBridge.Bridge.BioFormats;

/// <summary>
/// Reads image files through Bio-Formats: every series, slice, frame and resolution. A plane too large for memory is read region by region when
/// its pixels are asked for. May be used from several threads at a time; each reads through a reader of its own.
/// </summary>
/// <remarks>
/// 8 and 16 bits stay what they are; signed values, 32-bit integers and 64-bit floats become floats. Pixels with a colour table become red, green and blue.
/// </remarks>
public sealed class BioFormatsReader : ISeriesReader, IDisposable
{
    private const int FilesKeptOpen = 2;

    private readonly IJavaHost _java;
    private readonly Lock _gate = new();
    private readonly PixelBuffers _buffers = new();
    private readonly LinkedList<(BioFormatsFile File, DateTime Changed)> _idle = new();

    private BioFormatsReader(IJavaHost java, string version, long? largestInMemory)
    {
        _java = java;
        Version = version;
        LargestInMemory = largestInMemory ?? GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 8;
    }

    /// <summary>Version of the Bio-Formats, for messages.</summary>
    public string Version { get; }

    /// <summary>Bytes of a plane (all channels) up to which it is read into memory.</summary>
    public long LargestInMemory { get; }

    /// <summary>A reader, or null where Bio-Formats is not on Java's class path.</summary>
    /// <param name="java">The Java VM, see <see cref="ImageJHost"/>.</param>
    /// <param name="largestInMemory">See <see cref="LargestInMemory"/>; null for an eighth of what this process may use.</param>
    public static BioFormatsReader? TryCreate(IJavaHost java, long? largestInMemory = null)
    {
        using var scope = java.Enter();
        try
        {
            scope.Call(BioFormatsApi.SetLogLevel, null, "ERROR");
            return new BioFormatsReader(java, scope.GetString(BioFormatsApi.Version, null) ?? "of unknown version", largestInMemory);
        }
        catch (JavaException e) when (e.JavaClass is "java.lang.NoClassDefFoundError" or "java.lang.ClassNotFoundException")
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public Image2D ReadImage(string path) => ReadImage(path, default);

    /// <inheritdoc/>
    public Image2D ReadImage(string path, PlanePosition position)
    {
        using var output = new JavaOutputToLog(_java);
        var lease = Rent(path);
        try
        {
            var (info, layout) = lease.File.Look(position);
            var name = System.IO.Path.GetFileName(path);
            var size = Scaled(info, layout);
            if (layout.BytesInMemory > LargestInMemory || !layout.FitsInArrays)
            {
                var image = new Image2D(name, Lazily(lease.File, position, layout), size, layout.IsRgb) { Metadata = info };
                lease = default; // the image owns it now
                return image;
            }

            var planes = lease.File.Read(position, layout, new PixelRectangle(0, 0, layout.Width, layout.Height), null, keepUnsigned: true);
            if (planes.Any(p => p is float[]))
            {
                planes = [.. planes.Select(p => p is ushort[] words ? Array.ConvertAll(words, w => (float)w) : p)];
            }

            return new Image2D(name, layout.Width, layout.Height, planes, size, layout.IsRgb) { Metadata = info };
        }
        finally
        {
            GiveBack(lease);
        }
    }

    /// <inheritdoc/>
    public LabelImage ReadLabels(string path)
    {
        using var image = ReadImage(path);
        if (image.Metadata is { } info && (info.Slices > 1 || info.Frames > 1))
        {
            throw new UserAdviceException(
                $"{ImageFile.Quote(path)} has {info.Slices} slices and {info.Frames} frames, but a label image is one plane; save each plane as a file of its own.");
        }

        return LabelConversion.ToLabels(image, path);
    }

    /// <inheritdoc/>
    public LabelImage ReadLabels(string path, PlanePosition position)
    {
        using var image = ReadImage(path, position);
        return LabelConversion.ToLabels(image, path);
    }

    /// <inheritdoc/>
    public ImageFileInfo ReadInfo(string path, bool originalMetadata = false)
    {
        using var output = new JavaOutputToLog(_java);
        var lease = Rent(path);
        try
        {
            return lease.File.ReadInfo(path, Version, originalMetadata);
        }
        finally
        {
            GiveBack(lease);
        }
    }

    /// <summary>Name that Bio-Formats gives the file's format.</summary>
    internal string FormatOf(string path)
    {
        using var output = new JavaOutputToLog(_java);
        var lease = Rent(path);
        try
        {
            return lease.File.Format;
        }
        finally
        {
            GiveBack(lease);
        }
    }

    /// <summary>Closes the files that were kept open for the next plane.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            foreach (var (file, _) in _idle)
            {
                file.Dispose();
            }

            _idle.Clear();
        }

        _buffers.Dispose();
    }

    private static PixelSize Scaled(SeriesInfo info, BioFormatsLayout layout) => info.PixelSize == PixelSize.Uncalibrated
        ? info.PixelSize
        : info.PixelSize with { Width = info.PixelSize.Width * info.Width / layout.Width, Height = info.PixelSize.Height * info.Height / layout.Height };

    private static BlockSource Lazily(BioFormatsFile file, PlanePosition at, BioFormatsLayout layout)
    {
        var blocks = BlockPlan.For(layout);
        return new BlockSource(
            layout.Width, layout.Height, layout.ChannelsRead, layout.Kind, (blocks.Width, blocks.Height), blocks.Kept,
            (channel, area) => file.Read(at, layout, area, channel, keepUnsigned: false)[0], file);
    }

    private (BioFormatsFile File, DateTime Changed) Rent(string path)
    {
        path = System.IO.Path.GetFullPath(path);
        ImageFile.RequireReadable(path);
        var changed = File.GetLastWriteTimeUtc(path);
        lock (_gate)
        {
            for (var node = _idle.First; node is not null; node = node.Next)
            {
                if (node.Value.File.Path == path && node.Value.Changed == changed)
                {
                    _idle.Remove(node);
                    return node.Value;
                }
            }
        }

        TruncatedFiles.Refuse(path);
        return (BioFormatsFile.Open(_java, _buffers, path), changed);
    }

    private void GiveBack((BioFormatsFile File, DateTime Changed) lease)
    {
        if (lease.File is null)
        {
            return;
        }

        lock (_gate)
        {
            _idle.AddFirst(lease);
            if (_idle.Count > FilesKeptOpen)
            {
                _idle.Last!.Value.File.Dispose();
                _idle.RemoveLast();
            }
        }
    }
}
