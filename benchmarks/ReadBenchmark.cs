using System.Diagnostics;
using FijiBridge.Bridge.BioFormats;
using FijiBridge.Bridge.ImageJ;
using FijiBridge.Bridge.Jvm;
using FijiBridge.Bridge.Output;
using FijiBridge.Engine;
using FijiBridge.Engine.Images;

namespace FijiBridge.Benchmarks;

/// <summary>Opening a file and reading its plane through the Java that this process hosts, against the same in a Java of its own.</summary>
internal sealed class ReadBenchmark : IBenchmark
{
    private const int Size = 4096;
    private const int Warmup = 5;
    private const int Repeats = 15;

    public string Name => "read";

    public string Question => "4096 x 4096, 16 bit: what does reading through the hosted Java cost against plain Java? Bar: 1.15. (--bioformats JAR)";

    public void Run(string[] arguments)
    {
        var options = new Arguments(arguments);
        var file = Path.Combine(BenchFolder.Work, "read.tif");
        var random = new Random(1);
        ImageTiffWriter.Write(file, new Image2D("read", Size, Size, [Enumerable.Range(0, Size * Size).Select(_ => (ushort)random.Next(65536)).ToArray()]));
        try
        {
            var imagej = ImageJLocator.Find();
            var java = Path.Combine(JvmLocator.Find(imagej.Folder).Home, "bin", "java");
            var bioFormats = BioFormatsLocator.Find(options.Text("bioformats"), imagej.Folder);
            Compare("imagej", file, java, [imagej.Jar]);
            if (bioFormats is null)
            {
                Console.WriteLine("  bioformats: not measured: no Bio-Formats on this machine; name it with --bioformats or BIOFORMATS_JAR");
                return;
            }

            Compare("bioformats", file, java, bioFormats.Jars, options.Text("bioformats"));
        }
        catch (UserAdviceException e)
        {
            Console.WriteLine($"  not measured: {e.Message}");
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>Seconds of reading in this process.</summary>
    public static List<double> Measure(Arguments options)
    {
        var file = options.Text("file");
        var java = ImageJHost.GetOrStart(null, options.Text("bioformats"));
        var imagej = new ImageJReader(java);
        using var bioFormats = BioFormatsReader.TryCreate(java);
        var reads = 0;
        return Workers.Time(options, () =>
        {
            if (options.Text("reader") == "imagej")
            {
                Check(imagej.ReadImage(file));
                return;
            }

            // A file of another date is opened anew, as each file of a folder is.
            File.SetLastWriteTimeUtc(file, DateTime.UnixEpoch.AddMinutes(reads++));
            Check(bioFormats!.ReadImage(file));
        });
    }

    private static void Check(Image2D image)
    {
        if (image.Plane(0) is not ushort[] { Length: Size * Size })
        {
            throw new InvalidOperationException("not the plane that was written");
        }
    }

    private static void Compare(string reader, string file, string java, IReadOnlyList<string> jars, string bioFormats = "")
    {
        var start = new ProcessStartInfo(java, ["-cp", string.Join(Path.PathSeparator, jars), Path.Combine(Peers.Scripts, "ReadPeer.java"), reader, file, $"{Warmup}", $"{Repeats}"]);
        var medians = Measurement.Medians(
            [Variant.Worker("ours", "read", "--reader", reader, "--file", file, "--warmup", $"{Warmup}", "--repeats", $"{Repeats}", "--bioformats", bioFormats), new Variant("plain Java", start)], 3);
        Console.WriteLine($"  {reader}: {Measurement.Seconds(medians[0])} s through the hosted Java, {Measurement.Seconds(medians[1])} s in plain Java, ratio {Measurement.Ratio(medians[0] / medians[1])}");
    }
}
