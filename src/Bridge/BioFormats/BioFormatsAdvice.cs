namespace FijiBridge.Bridge.BioFormats;

/// <summary>What users are told where Bio-Formats is missing.</summary>
internal static class BioFormatsAdvice
{
    /// <summary>How to add Bio-Formats, as the end of a sentence.</summary>
    public const string HowToAdd = "add Bio-Formats with --bioformats or BIOFORMATS_JAR (a Fiji's folder, or bioformats_package.jar from openmicroscopy.org)";

    private static readonly HashSet<string> VendorExtensions = new(StringComparer.OrdinalIgnoreCase)
    {
        ".nd2", ".czi", ".lsm", ".lif", ".lof", ".xlef", ".ics", ".ids", ".oif", ".oib", ".oir", ".vsi", ".dv", ".r3d", ".stk", ".nd", ".svs", ".ndpi", ".mrxs", ".scn", ".zvi", ".ims", ".sld",
        ".ipl", ".ipw", ".liff", ".mvd2", ".flex", ".mea", ".htd", ".xdce", ".afi", ".bif", ".mrc", ".rec", ".st", ".dm3", ".dm4", ".sif", ".spe", ".seq", ".psd", ".jp2", ".jpx", ".mnc",
        ".nrrd", ".nii", ".img", ".hdr", ".h5", ".inr", ".pcx", ".fff", ".tnb", ".al3d", ".gel", ".naf", ".lim", ".acff", ".pds", ".vff", ".wat", ".xqd", ".zfp", ".zfr",
    };

    /// <summary>True where the name ends as a microscope maker's, or another format's that Bio-Formats reads and ImageJ does not.</summary>
    public static bool IsVendorFile(string path) => VendorExtensions.Contains(Path.GetExtension(path));
}
