using FijiBridge.Bridge.Jvm;

namespace FijiBridge.Bridge.BioFormats;

/// <summary>The classes and methods of Bio-Formats (5 to 8) and of Java that are called here.</summary>
internal static class BioFormatsApi
{
    public const string ByteArray = "byte[]";

    private static readonly JavaClass Reader = new("loci.formats.IFormatReader");
    private static readonly JavaClass Tables = new("java.util.Hashtable");

    public static readonly JavaField Version = new JavaClass("loci.formats.FormatTools").StaticField("String", "VERSION");
    public static readonly JavaMethod SetLogLevel = new JavaClass("loci.common.DebugTools").StaticMethod("void", "setRootLevel", "String");
    public static readonly JavaMethod NewImageReader = new JavaClass("loci.formats.ImageReader").Constructor();
    public static readonly JavaMethod NewChannelFiller = new JavaClass("loci.formats.ChannelFiller").Constructor("loci.formats.IFormatReader");
    public static readonly JavaMethod NewStore = new JavaClass("loci.formats.MetadataTools").StaticMethod("loci.formats.meta.IMetadata", "createOMEXMLMetadata");
    public static readonly JavaMethod DumpXml = new JavaClass("ome.xml.meta.OMEXMLMetadata").Method("String", "dumpXML");

    public static readonly JavaMethod SetStore = Reader.Method("void", "setMetadataStore", "loci.formats.meta.MetadataStore");
    public static readonly JavaMethod SetFlattened = Reader.Method("void", "setFlattenedResolutions", "boolean");
    public static readonly JavaMethod SetId = Reader.Method("void", "setId", "String");
    public static readonly JavaMethod Close = Reader.Method("void", "close");
    public static readonly JavaMethod GetFormat = Reader.Method("String", "getFormat");
    public static readonly JavaMethod GetUsedFiles = Reader.Method("String[]", "getUsedFiles");
    public static readonly JavaMethod GetSeriesCount = Reader.Method("int", "getSeriesCount");
    public static readonly JavaMethod SetSeries = Reader.Method("void", "setSeries", "int");
    public static readonly JavaMethod GetResolutionCount = Reader.Method("int", "getResolutionCount");
    public static readonly JavaMethod SetResolution = Reader.Method("void", "setResolution", "int");
    public static readonly JavaMethod GetSizeX = Reader.Method("int", "getSizeX");
    public static readonly JavaMethod GetSizeY = Reader.Method("int", "getSizeY");
    public static readonly JavaMethod GetSizeC = Reader.Method("int", "getSizeC");
    public static readonly JavaMethod GetSizeZ = Reader.Method("int", "getSizeZ");
    public static readonly JavaMethod GetSizeT = Reader.Method("int", "getSizeT");
    public static readonly JavaMethod GetRgbChannelCount = Reader.Method("int", "getRGBChannelCount");
    public static readonly JavaMethod IsInterleaved = Reader.Method("boolean", "isInterleaved");
    public static readonly JavaMethod IsLittleEndian = Reader.Method("boolean", "isLittleEndian");
    public static readonly JavaMethod GetPixelType = Reader.Method("int", "getPixelType");
    public static readonly JavaMethod GetBitsPerPixel = Reader.Method("int", "getBitsPerPixel");
    public static readonly JavaMethod GetDimensionOrder = Reader.Method("String", "getDimensionOrder");
    public static readonly JavaMethod GetOptimalTileWidth = Reader.Method("int", "getOptimalTileWidth");
    public static readonly JavaMethod GetOptimalTileHeight = Reader.Method("int", "getOptimalTileHeight");
    public static readonly JavaMethod GetIndex = Reader.Method("int", "getIndex", "int", "int", "int");
    public static readonly JavaMethod OpenBytes = Reader.Method(ByteArray, "openBytes", "int", ByteArray, "int", "int", "int", "int");
    public static readonly JavaMethod GetGlobalMetadata = Reader.Method("java.util.Hashtable", "getGlobalMetadata");
    public static readonly JavaMethod GetSeriesMetadata = Reader.Method("java.util.Hashtable", "getSeriesMetadata");

    public static readonly JavaMethod Keys = Tables.Method("java.util.Set", "keySet");
    public static readonly JavaMethod ToArray = new JavaClass("java.util.Set").Method("Object[]", "toArray");
    public static readonly JavaMethod Get = Tables.Method("Object", "get", "Object");
    public static readonly JavaMethod TextOf = new JavaClass("java.lang.String").StaticMethod("String", "valueOf", "Object");
}
