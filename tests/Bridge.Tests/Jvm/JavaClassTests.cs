using FijiBridge.Bridge.Jvm;
using Xunit;

namespace FijiBridge.Bridge.Tests.Jvm;

public class JavaClassTests
{
    private static readonly JavaClass Openers = new("ij.io.Opener");

    [Fact]
    public void Types_are_written_as_in_Java_source()
    {
        Assert.Equal("()V", Openers.Constructor().Signature);
        Assert.Equal("(Ljava/lang/String;I)Lij/ImagePlus;", Openers.Method("ij.ImagePlus", "openTiff", "String", "int").Signature);
        Assert.Equal("([[BZ)[Ljava/lang/Object;", Openers.StaticMethod("Object[]", "x", "byte[][]", "boolean").Signature);
        Assert.Equal("[Lij/io/FileInfo;", Openers.Field("ij.io.FileInfo[]", "x").Signature);
        Assert.True(Openers.StaticField("int", "TIFF").IsStatic);
        Assert.Equal("ij/io/Opener", Openers.JniName);
    }

    [Theory]
    [InlineData("strin")]
    [InlineData("Ljava/lang/String;")]
    [InlineData("java.util.List<String>")]
    [InlineData("")]
    public void What_is_no_type_is_refused_when_it_is_named_and_not_when_it_is_called(string type)
    {
        Assert.Contains($"'{type}' is no Java type", Assert.Throws<ArgumentException>(() => Openers.Method("void", "x", type)).Message);
    }
}
