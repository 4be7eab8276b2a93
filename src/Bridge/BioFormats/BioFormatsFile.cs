using FijiBridge.Bridge.ImageJ;
using FijiBridge.Bridge.Jvm;
using FijiBridge.Engine;
using FijiBridge.Engine.Images;

namespace FijiBridge.Bridge.BioFormats;

/// <summary>A file that Bio-Formats has opened. For one thread at a time, like the Java reader behind it.</summary>
internal sealed class BioFormatsFile : IDisposable
{
    /// <summary>Regions are read in parts of at most this many bytes, so that Java's memory need not hold a large plane.</summary>
    private const long LargestPart = 256 << 20;

    /// <summary>No compression in use makes more than about a thousand of one.</summary>
    private const long LargestRatio = 2000;

    private readonly IJavaHost _java;
    private readonly IJavaObject _reader;
    private readonly IJavaObject _store;
    private readonly PixelBuffers _buffers;
    private readonly long _bytes;
    private bool _closed;

    private BioFormatsFile(IJavaHost java, PixelBuffers buffers, string path, IJavaObject reader, IJavaObject store, long bytes)
    {
        _java = java;
        _buffers = buffers;
        Path = path;
        _reader = reader;
        _store = store;
        _bytes = bytes;
    }

    /// <summary>Full path.</summary>
    public string Path { get; }

    /// <summary>Opens a file and reads its metadata, no pixels.</summary>
    /// <exception cref="UserAdviceException">Bio-Formats cannot read it.</exception>
    public static BioFormatsFile Open(IJavaHost java, PixelBuffers buffers, string path)
    {
        using var scope = java.Enter();
        try
        {
            using var plain = scope.New(BioFormatsApi.NewImageReader);
            using var reader = scope.New(BioFormatsApi.NewChannelFiller, JavaValue.Of(plain));
            using var store = scope.CallObject(BioFormatsApi.NewStore, null)!;
            scope.Call(BioFormatsApi.SetFlattened, reader, false);
            scope.Call(BioFormatsApi.SetStore, reader, JavaValue.Of(store));
            try
            {
                scope.Call(BioFormatsApi.SetId, reader, path);
                return new BioFormatsFile(java, buffers, path, scope.ToGlobal(reader), scope.ToGlobal(store), SizeOnDisk(scope, reader, path));
            }
            catch
            {
                CloseQuietly(scope, reader);
                throw;
            }
        }
        catch (JavaException e)
        {
            throw BioFormatsTrouble.Advice(path, e);
        }
    }

    /// <summary>What the file holds.</summary>
    public ImageFileInfo ReadInfo(string name, string version, bool originalMetadata) => Try(scope =>
    {
        var ome = OmeXml.Parse(scope.CallString(BioFormatsApi.DumpXml, _store));
        var series = Enumerable.Range(0, scope.CallInt(BioFormatsApi.GetSeriesCount, _reader)).Select(i => Series(scope, i, ome)).ToList();
        return new ImageFileInfo
        {
            Path = name,
            Format = scope.CallString(BioFormatsApi.GetFormat, _reader) ?? "unknown",
            Reader = $"Bio-Formats {version}",
            Series = series,
            OriginalMetadata = originalMetadata ? OriginalMetadata(scope, series.Count) : [],
        };
    });

    /// <summary>Name of the format.</summary>
    public string Format => Try(scope => scope.CallString(BioFormatsApi.GetFormat, _reader) ?? "unknown");

    /// <summary>Sizes and metadata of one series, and how its pixels lie at a resolution.</summary>
    /// <exception cref="UserAdviceException">The file has no such plane, or is too small to hold what it declares.</exception>
    public (SeriesInfo Info, BioFormatsLayout Layout) Look(PlanePosition at) => Try(scope =>
    {
        var count = scope.CallInt(BioFormatsApi.GetSeriesCount, _reader);
        if (at.Series < 0 || at.Series >= count)
        {
            throw ImageFile.NoSuchSeries(Path, at.Series, count);
        }

        var info = Series(scope, at.Series, OmeXml.Parse(scope.CallString(BioFormatsApi.DumpXml, _store)));
        if (at.Z < 0 || at.Z >= info.Slices || at.T < 0 || at.T >= info.Frames)
        {
            throw ImageFile.NoSuchPlane(Path, at.Z, at.T, info.Slices, info.Frames);
        }

        if (at.Resolution < 0 || at.Resolution >= info.Resolutions.Count)
        {
            throw new UserAdviceException($"{ImageFile.Quote(Path)} has no resolution {at.Resolution + 1}, only {info.Resolutions.Count}; 'fijibridge info' lists them.");
        }

        scope.Call(BioFormatsApi.SetResolution, _reader, at.Resolution);
        var layout = BioFormatsLayout.Of(scope, _reader);
        if (layout.BytesPerFilePlane / LargestRatio > _bytes)
        {
            throw new UserAdviceException(
                $"{ImageFile.Quote(Path)} declares {layout.Width} x {layout.Height} pixels ({layout.TypeName}) but has only {_bytes} bytes; it is damaged, so copy or export it again.");
        }

        return (info, layout);
    });

    /// <summary>All channels of a rectangle of a plane, each of width * height values.</summary>
    /// <param name="at">Plane.</param>
    /// <param name="layout">Its layout, from <see cref="Look"/>.</param>
    /// <param name="area">Rectangle inside the plane.</param>
    /// <param name="only">One channel, or null for all.</param>
    /// <param name="keepUnsigned">See <see cref="BioFormatsPixels.Copy"/>.</param>
    public Array[] Read(PlanePosition at, BioFormatsLayout layout, PixelRectangle area, int? only, bool keepUnsigned) => Try<Array[]>(scope =>
    {
        scope.Call(BioFormatsApi.SetSeries, _reader, at.Series);
        scope.Call(BioFormatsApi.SetResolution, _reader, at.Resolution);
        var channels = new List<Array>();
        var samples = layout.SamplesPerPlane;
        for (var c = only is { } one ? one / samples : 0; c < (only is null ? layout.Channels / samples : (only / samples) + 1); c++)
        {
            var plane = scope.CallInt(BioFormatsApi.GetIndex, _reader, at.Z, c, at.T);
            channels.AddRange(ReadFilePlane(scope, plane, layout, area, keepUnsigned));
        }

        return only is { } wanted ? [channels[wanted % samples]] : [.. channels.Take(layout.ChannelsRead)];
    });

    /// <summary>Closes the file.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _closed, true))
        {
            return; // an image and its part may both close it
        }

        using var scope = _java.Enter();
        CloseQuietly(scope, _reader);
        _reader.Dispose();
        _store.Dispose();
    }

    private static void CloseQuietly(IJavaScope scope, IJavaObject reader)
    {
        try
        {
            scope.Call(BioFormatsApi.Close, reader);
        }
        catch (JavaException e)
        {
            NLog.LogManager.GetLogger("BioFormats").Debug(e, "close");
        }
    }

    private static long SizeOnDisk(IJavaScope scope, IJavaObject reader, string path)
    {
        using var files = scope.CallObject(BioFormatsApi.GetUsedFiles, reader);
        long sum = 0;
        for (var i = 0; files is not null && i < scope.Length(files); i++)
        {
            using var file = scope.Element(files, i);
            var name = file is null ? null : scope.CallString(BioFormatsApi.TextOf, null, JavaValue.Of(file));
            sum += name is not null && File.Exists(name) ? new FileInfo(name).Length : 0;
        }

        return Math.Max(sum, new FileInfo(path).Length);
    }

    private static Array[] Join(List<Array[]> parts)
    {
        if (parts.Count == 1)
        {
            return parts[0];
        }

        return [.. Enumerable.Range(0, parts[0].Length).Select(c => parts.Select(p => p[c]).FirstOrDefault(p => p is float[]) ?? parts[0][c]).Select((type, c) => type switch
        {
            float[] => Concat<float>(parts, c),
            ushort[] => Concat<ushort>(parts, c),
            _ => Concat<byte>(parts, c),
        })];
    }

    private static Array Concat<T>(List<Array[]> parts, int channel)
    {
        var all = new T[parts.Sum(p => p[channel].Length)];
        var at = 0;
        foreach (var part in parts.Select(p => p[channel]))
        {
            Array.Copy(part, 0, all, at, part.Length); // widens ushort to float where a part has negative values
            at += part.Length;
        }

        return all;
    }

    private Array[] ReadFilePlane(IJavaScope scope, int plane, BioFormatsLayout layout, PixelRectangle area, bool keepUnsigned)
    {
        var rowBytes = (long)area.Width * layout.BytesPerSample * layout.SamplesPerPlane;
        var rows = (int)Math.Clamp(LargestPart / rowBytes, 1, area.Height);
        if (rows < area.Height && rows > layout.Tile.Height)
        {
            rows = rows / layout.Tile.Height * layout.Tile.Height;
        }

        var parts = new List<Array[]>();
        for (var y = 0; y < area.Height; y += rows)
        {
            var count = Math.Min(rows, area.Height - y);
            using var buffer = _buffers.Rent(scope, checked((int)(count * rowBytes)));
            using var bytes = scope.CallObject(BioFormatsApi.OpenBytes, _reader, plane, JavaValue.Of(buffer.Array), area.X, area.Y + y, area.Width, count)!;
            parts.Add(BioFormatsPixels.Copy(scope, bytes, layout, area.Width * count, keepUnsigned));
        }

        return Join(parts);
    }

    private SeriesInfo Series(IJavaScope scope, int index, IReadOnlyList<OmeImage> ome)
    {
        scope.Call(BioFormatsApi.SetSeries, _reader, index);
        var resolutions = new List<(int, int)>();
        for (var r = 0; r < scope.CallInt(BioFormatsApi.GetResolutionCount, _reader); r++)
        {
            scope.Call(BioFormatsApi.SetResolution, _reader, r);
            resolutions.Add((scope.CallInt(BioFormatsApi.GetSizeX, _reader), scope.CallInt(BioFormatsApi.GetSizeY, _reader)));
        }

        scope.Call(BioFormatsApi.SetResolution, _reader, 0);
        var layout = BioFormatsLayout.Of(scope, _reader);
        var described = index < ome.Count ? ome[index].Info : null;
        return new SeriesInfo
        {
            Index = index,
            SeriesInFile = scope.CallInt(BioFormatsApi.GetSeriesCount, _reader),
            Name = described?.Name,
            Width = layout.Width,
            Height = layout.Height,
            Channels = layout.ChannelsRead,
            Slices = layout.Slices,
            Frames = layout.Frames,
            DimensionOrder = layout.Order,
            PixelType = layout.TypeName,
            SignificantBits = described?.SignificantBits ?? layout.Bits,
            IsRgb = layout.IsRgb,
            PixelSize = described?.PixelSize ?? PixelSize.Uncalibrated,
            SliceSpacing = layout.Slices > 1 ? described?.SliceSpacing : null,
            FrameInterval = described?.FrameInterval,
            AcquisitionDate = described?.AcquisitionDate,
            FrameTimes = described?.FrameTimes.Count == layout.Frames ? described.FrameTimes : [],
            ChannelInfos = described?.ChannelInfos.Count == layout.ChannelsRead ? described.ChannelInfos : [],
            Resolutions = resolutions,
        };
    }

    private IReadOnlyList<KeyValuePair<string, string>> OriginalMetadata(IJavaScope scope, int series)
    {
        var all = new SortedDictionary<string, string>(StringComparer.Ordinal);
        using (var global = scope.CallObject(BioFormatsApi.GetGlobalMetadata, _reader))
        {
            Add(scope, global, "", all);
        }

        for (var i = 0; i < series; i++)
        {
            scope.Call(BioFormatsApi.SetSeries, _reader, i);
            using var own = scope.CallObject(BioFormatsApi.GetSeriesMetadata, _reader);
            Add(scope, own, series > 1 ? $"Series {i + 1} " : "", all);
        }

        return [.. all];
    }

    private static void Add(IJavaScope scope, IJavaObject? table, string prefix, SortedDictionary<string, string> all)
    {
        if (table is null)
        {
            return;
        }

        using var set = scope.CallObject(BioFormatsApi.Keys, table)!;
        using var keys = scope.CallObject(BioFormatsApi.ToArray, set)!;
        for (var i = 0; i < scope.Length(keys); i++)
        {
            using var key = scope.Element(keys, i)!;
            using var value = scope.CallObject(BioFormatsApi.Get, table, JavaValue.Of(key));
            all[prefix + scope.CallString(BioFormatsApi.TextOf, null, JavaValue.Of(key))] = scope.CallString(BioFormatsApi.TextOf, null, JavaValue.Of(value)) ?? "";
        }
    }

    private T Try<T>(Func<IJavaScope, T> work)
    {
        using var scope = _java.Enter();
        try
        {
            return work(scope);
        }
        catch (JavaException e)
        {
            throw BioFormatsTrouble.Advice(Path, e);
        }
    }
}
