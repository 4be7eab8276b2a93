using FijiBridge.Bridge.Jvm;
using FijiBridge.Bridge.Tests.Jvm;
using Xunit;

namespace FijiBridge.Bridge.Tests.ImageJ;

/// <summary>Writes images with javax.imageio: an encoder that shares no code with what is tested.</summary>
internal static class JavaImageIO
{
    public const int Rgb = 1;
    public const int Gray8 = 10;
    public const int Gray16 = 11;

    private static readonly JavaMethod NewImage = JavaMethod.Constructor("java/awt/image/BufferedImage", "(III)V");
    private static readonly JavaMethod GetRaster = JavaMethod.Instance("java/awt/image/BufferedImage", "getRaster", "()Ljava/awt/image/WritableRaster;");
    private static readonly JavaMethod SetPixels = JavaMethod.Instance("java/awt/image/WritableRaster", "setPixels", "(IIII[I)V");
    private static readonly JavaMethod NewFile = JavaMethod.Constructor("java/io/File", "(Ljava/lang/String;)V");
    private static readonly JavaMethod WriterByName = JavaMethod.Static("javax/imageio/ImageIO", "getImageWritersByFormatName", "(Ljava/lang/String;)Ljava/util/Iterator;");
    private static readonly JavaMethod Next = JavaMethod.Instance("java/util/Iterator", "next", "()Ljava/lang/Object;");
    private static readonly JavaMethod NewOutput = JavaMethod.Static("javax/imageio/ImageIO", "createImageOutputStream", "(Ljava/lang/Object;)Ljavax/imageio/stream/ImageOutputStream;");
    private static readonly JavaMethod SetOutput = JavaMethod.Instance("javax/imageio/ImageWriter", "setOutput", "(Ljava/lang/Object;)V");
    private static readonly JavaMethod GetParam = JavaMethod.Instance("javax/imageio/ImageWriter", "getDefaultWriteParam", "()Ljavax/imageio/ImageWriteParam;");
    private static readonly JavaMethod SetMode = JavaMethod.Instance("javax/imageio/ImageWriteParam", "setCompressionMode", "(I)V");
    private static readonly JavaMethod SetType = JavaMethod.Instance("javax/imageio/ImageWriteParam", "setCompressionType", "(Ljava/lang/String;)V");
    private static readonly JavaMethod NewIIOImage = JavaMethod.Constructor("javax/imageio/IIOImage", "(Ljava/awt/image/RenderedImage;Ljava/util/List;Ljavax/imageio/metadata/IIOMetadata;)V");
    private static readonly JavaMethod WriteImage = JavaMethod.Instance("javax/imageio/ImageWriter", "write", "(Ljavax/imageio/metadata/IIOMetadata;Ljavax/imageio/IIOImage;Ljavax/imageio/ImageWriteParam;)V");
    private static readonly JavaMethod Close = JavaMethod.Instance("javax/imageio/stream/ImageOutputStream", "close", "()V");

    /// <summary>Writes samples (interleaved for RGB) in a format of javax.imageio; compression as it names it, or null.</summary>
    public static void Write(string path, string format, int type, int width, int height, int[] samples, string? compression = null)
    {
        using var scope = Java.Host.Enter();
        var image = scope.New(NewImage, width, height, type);
        var raster = scope.CallObject(GetRaster, image);
        scope.Call(SetPixels, raster, 0, 0, width, height, JavaValue.Of(scope.NewArray<int>(samples)));
        var writer = scope.CallObject(Next, scope.CallObject(WriterByName, null, format));
        Assert.NotNull(writer);
        var output = scope.CallObject(NewOutput, null, JavaValue.Of(scope.New(NewFile, path)));
        scope.Call(SetOutput, writer, JavaValue.Of(output));
        var parameters = scope.CallObject(GetParam, writer);
        if (compression is not null)
        {
            scope.Call(SetMode, parameters, 2);
            scope.Call(SetType, parameters, compression);
        }

        var wrapped = scope.New(NewIIOImage, JavaValue.Of(image), JavaValue.Null, JavaValue.Null);
        scope.Call(WriteImage, writer, JavaValue.Null, JavaValue.Of(wrapped), JavaValue.Of(parameters));
        scope.Call(Close, output);
    }
}
