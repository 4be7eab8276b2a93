using FijiBridge.Bridge.BioFormats;
using FijiBridge.Bridge.Jvm;
using FijiBridge.Engine;
using FijiBridge.Engine.Images;

namespace FijiBridge.Bridge.ImageJ;

/// <summary>
/// Reads a file through ImageJ's Opener and copies the planes asked for out of the ImagePlus. Used for PNG, JPEG and the
/// others, and for rare kinds of TIFF.
/// </summary>
internal sealed class ImagePlusReader : IDisposable
{
    private const string ImagePlus = "ij/ImagePlus";
    private const int Gray8 = 0;
    private const int Gray16 = 1;
    private const int Gray32 = 2;
    private const int Color256 = 3;
    private const int ColorRgb = 4;
    private const int ChunkPixels = 4 << 20;
    private const long LargePixels = 32 << 20;

    private static readonly JavaMethod NewOpener = JavaMethod.Constructor("ij/io/Opener", "()V");
    private static readonly JavaMethod SetSilentMode = JavaMethod.Instance("ij/io/Opener", "setSilentMode", "(Z)V");
    private static readonly JavaMethod OpenImage = JavaMethod.Instance("ij/io/Opener", "openImage", "(Ljava/lang/String;)Lij/ImagePlus;");
    private static readonly JavaMethod OpenUsingImageIO = JavaMethod.Static("ij/io/Opener", "openUsingImageIO", "(Ljava/lang/String;)Lij/ImagePlus;");
    private static readonly JavaMethod GetImageType = JavaMethod.Instance(ImagePlus, "getType", "()I");
    private static readonly JavaMethod GetWidth = JavaMethod.Instance(ImagePlus, "getWidth", "()I");
    private static readonly JavaMethod GetHeight = JavaMethod.Instance(ImagePlus, "getHeight", "()I");
    private static readonly JavaMethod GetNChannels = JavaMethod.Instance(ImagePlus, "getNChannels", "()I");
    private static readonly JavaMethod GetNSlices = JavaMethod.Instance(ImagePlus, "getNSlices", "()I");
    private static readonly JavaMethod GetNFrames = JavaMethod.Instance(ImagePlus, "getNFrames", "()I");
    private static readonly JavaMethod GetStackIndex = JavaMethod.Instance(ImagePlus, "getStackIndex", "(III)I");
    private static readonly JavaMethod GetStack = JavaMethod.Instance(ImagePlus, "getStack", "()Lij/ImageStack;");
    private static readonly JavaMethod GetPixels = JavaMethod.Instance("ij/ImageStack", "getPixels", "(I)Ljava/lang/Object;");
    private static readonly JavaMethod GetStackProcessor = JavaMethod.Instance("ij/ImageStack", "getProcessor", "(I)Lij/process/ImageProcessor;");
    private static readonly JavaMethod GetProcessor = JavaMethod.Instance(ImagePlus, "getProcessor", "()Lij/process/ImageProcessor;");
    private static readonly JavaMethod IsColorLut = JavaMethod.Instance("ij/process/ImageProcessor", "isColorLut", "()Z");
    private static readonly JavaMethod ConvertToRgb = JavaMethod.Instance("ij/process/ImageProcessor", "convertToRGB", "()Lij/process/ImageProcessor;");
    private static readonly JavaMethod GetProcessorPixels = JavaMethod.Instance("ij/process/ImageProcessor", "getPixels", "()Ljava/lang/Object;");
    private static readonly JavaMethod GetCalibration = JavaMethod.Instance(ImagePlus, "getCalibration", "()Lij/measure/Calibration;");
    private static readonly JavaMethod GetUnit = JavaMethod.Instance("ij/measure/Calibration", "getUnit", "()Ljava/lang/String;");
    private static readonly JavaMethod IsSigned16Bit = JavaMethod.Instance("ij/measure/Calibration", "isSigned16Bit", "()Z");
    private static readonly JavaField PixelWidth = JavaField.Instance("ij/measure/Calibration", "pixelWidth", "D");
    private static readonly JavaField PixelHeight = JavaField.Instance("ij/measure/Calibration", "pixelHeight", "D");
    private static readonly JavaField PixelDepth = JavaField.Instance("ij/measure/Calibration", "pixelDepth", "D");
    private static readonly JavaMethod GetInfoProperty = JavaMethod.Instance(ImagePlus, "getInfoProperty", "()Ljava/lang/String;");
    private static readonly JavaMethod Flush = JavaMethod.Instance(ImagePlus, "flush", "()V");
    private static readonly JavaMethod Gc = JavaMethod.Static("java/lang/System", "gc", "()V");

    private readonly IJavaScope _scope;
    private readonly IJavaObject _image;
    private readonly int _type;
    private readonly bool _signed;
    private readonly bool _hasColours;

    /// <summary>Opens the file in ImageJ.</summary>
    /// <exception cref="UserAdviceException">ImageJ could not read it.</exception>
    public ImagePlusReader(IJavaScope scope, string path, ImageFileKind kind)
    {
        _scope = scope;
        _image = Open(scope, path, kind);
        _type = scope.CallInt(GetImageType, _image);
        using (var processor = scope.CallObject(GetProcessor, _image)!)
        {
            _hasColours = _type is Gray8 or Color256 && scope.CallBool(IsColorLut, processor);
        }

        using var calibration = scope.CallObject(GetCalibration, _image)!;
        _signed = _type == Gray16 && scope.CallBool(IsSigned16Bit, calibration);
        Dimensions = new ImageDimensions(
            scope.CallInt(GetWidth, _image),
            scope.CallInt(GetHeight, _image),
            _type == ColorRgb ? 3 : scope.CallInt(GetNChannels, _image),
            scope.CallInt(GetNSlices, _image),
            scope.CallInt(GetNFrames, _image),
            ImageJCalibration.FromImagePlus(scope.GetDouble(PixelWidth, calibration), scope.GetDouble(PixelHeight, calibration), scope.CallString(GetUnit, calibration)),
            _type switch
            {
                Gray16 => _signed ? "16-bit signed" : "16-bit",
                Gray32 => "32-bit float",
                ColorRgb => "RGB",
                _ => _hasColours ? "8-bit color" : "8-bit",
            });
        if ((long)Dimensions.Width * Dimensions.Height > int.MaxValue)
        {
            Dispose(); // Java's product of the sides has overflowed, to a number that did not look wrong
            throw TooManyPixels(path, $"{Dimensions.Width} x {Dimensions.Height}", null);
        }

        SliceSpacing = Dimensions.Slices > 1 && Dimensions.PixelSize != PixelSize.Uncalibrated && scope.GetDouble(PixelDepth, calibration) is > 0 and var depth ? depth : null;
    }

    /// <summary>Sizes of what was opened.</summary>
    public ImageDimensions Dimensions { get; }

    /// <summary>Distance of slices in the unit of the pixel size, or null.</summary>
    public double? SliceSpacing { get; }

    /// <summary>What ImageJ shows under Image > Show Info, as far as it comes from the file; null where there is none.</summary>
    public string? InfoText => _scope.CallString(GetInfoProperty, _image);

    /// <summary>True where the planes are red, green and blue.</summary>
    public bool IsRgb(bool colourTables) => _type == ColorRgb || (colourTables && _hasColours);

    /// <summary>The channels at a slice and frame, from 0.</summary>
    /// <param name="z">Slice.</param>
    /// <param name="t">Frame.</param>
    /// <param name="colourTables">True to turn pixels of a colour table into red, green and blue; false for the stored numbers.</param>
    public IReadOnlyList<Array> Read(int z, int t, bool colourTables)
    {
        using var stack = _scope.CallObject(GetStack, _image)!;
        if (IsRgb(colourTables))
        {
            return CopyRgb(PixelsOf(stack, 0, z, t, toRgb: _type != ColorRgb));
        }

        var planes = new Array[Dimensions.Channels];
        for (var c = 0; c < planes.Length; c++)
        {
            planes[c] = Copy(PixelsOf(stack, c, z, t, false));
        }

        return planes;
    }

    /// <summary>Lets Java have the memory back.</summary>
    public void Dispose()
    {
        var large = (long)Dimensions.Width * Dimensions.Height >= LargePixels;
        _scope.Call(Flush, _image);
        _image.Dispose();
        if (large)
        {
            _scope.Call(Gc, null);
        }
    }

    private static IJavaObject Open(IJavaScope scope, string path, ImageFileKind kind)
    {
        IJavaObject? image;
        try
        {
            if (kind is ImageFileKind.Png or ImageFileKind.Gif)
            {
                image = scope.CallObject(OpenUsingImageIO, null, path);
            }
            else
            {
                using var opener = scope.New(NewOpener);
                scope.Call(SetSilentMode, opener, true);
                image = scope.CallObject(OpenImage, opener, path);
            }
        }
        catch (JavaException e) when (e.JavaClass == "java.lang.OutOfMemoryError")
        {
            throw new UserAdviceException($"{ImageFile.Quote(path)} needs more memory than Java may use here; save it as an uncompressed TIFF, which is read without Java's memory.", e);
        }
        catch (JavaException e) when (e.JavaClass == "java.lang.NegativeArraySizeException" || e.Message.Contains("too large", StringComparison.Ordinal))
        {
            throw TooManyPixels(path, e.Message, e);
        }
        catch (JavaException e) when (e.JavaClass != "java.lang.NoClassDefFoundError")
        {
            throw new UserAdviceException($"{ImageFile.Quote(path)} is damaged or of a kind of {kind} that ImageJ cannot read ({e.Message}); export it again as TIFF.", e);
        }

        return image ?? throw new UserAdviceException($"{ImageFile.Quote(path)} is damaged or of a kind of {kind} that ImageJ cannot read; export it again as TIFF.");
    }

    private static UserAdviceException TooManyPixels(string path, string how, Exception? cause) => new(
        $"{ImageFile.Quote(path)} declares more pixels than a plane may have in Java, 2,147,483,647 ({how}); where that is right, save it as a tiled OME-TIFF and {BioFormatsAdvice.HowToAdd}.", cause);

    private Array[] CopyRgb(IJavaObject pixels)
    {
        using (pixels)
        {
            var length = _scope.Length(pixels);
            byte[] red = new byte[length], green = new byte[length], blue = new byte[length];
            var chunk = new int[Math.Min(length, ChunkPixels)];
            for (var start = 0; start < length; start += chunk.Length)
            {
                var part = chunk.AsSpan(0, Math.Min(chunk.Length, length - start));
                _scope.CopyFrom(pixels, start, part);
                for (var i = 0; i < part.Length; i++)
                {
                    red[start + i] = (byte)(part[i] >> 16);
                    green[start + i] = (byte)(part[i] >> 8);
                    blue[start + i] = (byte)part[i];
                }
            }

            return [red, green, blue];
        }
    }

    private IJavaObject PixelsOf(IJavaObject stack, int channel, int z, int t, bool toRgb)
    {
        var index = _scope.CallInt(GetStackIndex, _image, channel + 1, z + 1, t + 1);
        if (!toRgb)
        {
            return _scope.CallObject(GetPixels, stack, index)!;
        }

        using var processor = _scope.CallObject(GetStackProcessor, stack, index)!;
        using var rgb = _scope.CallObject(ConvertToRgb, processor)!;
        return _scope.CallObject(GetProcessorPixels, rgb)!;
    }

    private Array Copy(IJavaObject pixels)
    {
        using (pixels)
        {
            var length = _scope.Length(pixels);
            switch (_type)
            {
                case Gray16:
                    var words = Copy<ushort>(pixels, length);
                    return _signed ? Unshift(words) : words;
                case Gray32:
                    return Copy<float>(pixels, length);
                default:
                    return Copy<byte>(pixels, length);
            }
        }
    }

    private T[] Copy<T>(IJavaObject pixels, int length)
        where T : unmanaged
    {
        var values = GC.AllocateUninitializedArray<T>(length);
        _scope.CopyFrom<T>(pixels, 0, values);
        return values;
    }

    private static Array Unshift(ushort[] words)
    {
        // ImageJ adds 32768 to signed values
        for (var i = 0; i < words.Length; i++)
        {
            words[i] ^= 0x8000;
        }

        return TiffPlaneReader.FromSigned(words);
    }
}
