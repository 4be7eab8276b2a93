using System.Diagnostics;
using System.IO.Compression;
using FijiBridge.Engine.Data;
using FijiBridge.Engine.Images;
using FijiBridge.Engine.Labels;
using FijiBridge.Engine.Tests.TestData;
using Xunit;

namespace FijiBridge.Engine.Tests.Data;

public sealed class DatasetFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string File_ => _folder.At("Zellkerne µ.npz");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Pairs_come_back_as_they_were_written()
    {
        var done = new List<int>();
        DatasetFile.Write(File_, Sample(), (i, n) => done.Add(i), TestContext.Current.CancellationToken);

        using var file = new DatasetFile(File_);

        Assert.Equal(["colour", "float", "ähnlich 16"], Enumerable.Range(0, file.Count).Select(file.NameOf));
        Assert.Equal([1, 2, 3], done);
        foreach (var (expected, i) in Enumerable.Range(0, 3).Select(i => (Sample().Load(i), i)))
        {
            var actual = file.Load(i);
            Assert.Equal(expected.Name, actual.Name);
            Assert.Equal(expected.Labels.Pixels, actual.Labels.Pixels);
            Assert.Equal(expected.Image.Channels, actual.Image.Channels);
            Assert.Equal(expected.Image.IsRgb, actual.Image.IsRgb);
            Assert.Equal(expected.Image.PixelSize, actual.Image.PixelSize);
            for (var c = 0; c < expected.Image.Channels; c++)
            {
                Assert.Equal(expected.Image.Plane(c), actual.Image.Plane(c));
            }
        }

        Assert.Single(Directory.GetFiles(_folder.Root)); // no temporary file is left
    }

    [Fact]
    public void Writing_twice_gives_the_same_bytes_and_replaces_the_file()
    {
        DatasetFile.Write(File_, Sample(), cancellation: TestContext.Current.CancellationToken);
        var first = File.ReadAllBytes(File_);

        DatasetFile.Write(File_, Sample(), cancellation: TestContext.Current.CancellationToken);

        Assert.Equal(first, File.ReadAllBytes(File_));
    }

    [Fact]
    public void Many_threads_read_at_once()
    {
        var set = new InMemoryTrainingSet(Enumerable.Range(0, 20).Select(i => TestPairs.Discs($"p{i:00}", 50 + i, 40, seed: i)));
        DatasetFile.Write(File_, set, cancellation: TestContext.Current.CancellationToken);
        using var file = new DatasetFile(File_);

        Parallel.For(0, 200, new ParallelOptions { MaxDegreeOfParallelism = 8 }, n =>
            Assert.Equal(set.Load(n % 20).Labels.Pixels, file.Load(n % 20).Labels.Pixels));
    }

    [Fact]
    public void Numpy_reads_the_file()
    {
        DatasetFile.Write(File_, Sample(), cancellation: TestContext.Current.CancellationToken);

        var output = Python($"""
            import numpy, json
            d = numpy.load({Quoted(File_)})
            print(d["images/colour"].shape, d["images/colour"].dtype, d["images/colour"][2, 0, 1], end=" ")
            print(d["masks/float"].shape, d["masks/float"].dtype, d["masks/float"].min(), d["masks/float"].sum(), end=" ")
            print(len(json.loads(d["meta.json"])["pairs"]))
            """);

        var sample = Sample();
        Assert.Equal(
            $"(3, 2, 4) uint8 {sample.Load(0).Image[2, 0, 1]} (6, 5) int32 -1 {sample.Load(1).Labels.Pixels.Sum()} 3", output.Trim());
    }

    [Fact]
    public void A_file_written_by_numpy_is_read()
    {
        _ = Python($$"""
            import numpy
            numpy.savez_compressed({{Quoted(File_)}}, **{"images/a": numpy.arange(12, dtype="u2").reshape(3, 4), "masks/a": numpy.eye(3, 4, dtype="i8")})
            """);
        using var file = new DatasetFile(File_);

        var pair = file.Load(0);

        Assert.Equal(new ushort[] { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 }, pair.Image.Plane(0));
        Assert.Equal([1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0], pair.Labels.Pixels);
        Assert.Equal(PixelSize.Uncalibrated, pair.Image.PixelSize);
    }

    [Fact]
    public void A_missing_cut_off_or_foreign_file_is_named()
    {
        Assert.Contains("does not exist", Advice(() => new DatasetFile(File_)));
        File.WriteAllText(File_, "not a zip file");
        Assert.Contains("is not a complete dataset file (.npz)", Advice(() => new DatasetFile(File_)));
        File.Delete(File_);
        DatasetFile.Write(File_, Sample(), cancellation: TestContext.Current.CancellationToken);
        File.WriteAllBytes(File_, File.ReadAllBytes(File_)[..^200]);
        Assert.Contains("is not a complete dataset file (.npz)", Advice(() => new DatasetFile(File_)));
        WriteZip(("other.txt", "x"u8.ToArray()));
        Assert.Contains("holds no arrays named images/NAME and masks/NAME", Advice(() => new DatasetFile(File_)));
        WriteZip(("images/a.npy", [1, 2]), ("images/b.npy", [1]), ("masks/b.npy", [1]));
        Assert.Contains("has 1 arrays without partner: \"images/a\"", Advice(() => new DatasetFile(File_)));
    }

    [Fact]
    public void Damaged_and_unsuitable_arrays_are_named()
    {
        WriteZip(("images/a.npy", "rubbish that is no array"u8.ToArray()), ("masks/a.npy", Npy("<i4", "(1, 1)", 4)));
        Assert.Contains("Array images/a of", Advice(() => new DatasetFile(File_).Load(0)));
        WriteZip(("images/a.npy", Npy("<f8", "(2, 2)", 32)), ("masks/a.npy", Npy("<i4", "(2, 2)", 16)));
        Assert.Contains("its type is <f8; images are uint8, uint16 or float32", Advice(() => new DatasetFile(File_).Load(0)));
        WriteZip(("images/a.npy", Npy("|u1", "(2, 2)", 4)), ("masks/a.npy", Npy("<i4", "(2, 2)", 15)));
        Assert.Contains("its values are cut off", Advice(() => new DatasetFile(File_).Load(0)));
        WriteZip(("images/a.npy", Npy("|u1", "(2, 2)", 4)), ("masks/a.npy", Npy("<i4", "(2, 3)", 24)));
        Assert.Contains("is 2 x 2 pixels, its mask 3 x 2", Advice(() => new DatasetFile(File_).Load(0)));
        WriteZip(("images/a.npy", Npy("|u1", "(4,)", 4)), ("masks/a.npy", Npy("<i4", "(2, 2)", 16)));
        Assert.Contains("its shape is (4); images are (H, W) or (C, H, W)", Advice(() => new DatasetFile(File_).Load(0)));
        WriteZip(("meta.json", "{ nonsense"u8.ToArray()));
        Assert.Contains("is damaged at meta.json", Advice(() => new DatasetFile(File_)));
    }

    [Fact]
    public void A_flipped_bit_is_noticed()
    {
        DatasetFile.Write(File_, new InMemoryTrainingSet([TestPairs.Discs("a", 100, 100)]), cancellation: TestContext.Current.CancellationToken);
        var bytes = File.ReadAllBytes(File_);
        bytes[150] ^= 0x10;
        File.WriteAllBytes(File_, bytes);
        using var file = new DatasetFile(File_);

        Assert.Contains("is damaged at images/a.npy", Advice(() => file.Load(0)));
    }

    [Fact]
    public void Nothing_is_left_when_writing_fails()
    {
        var twins = new InMemoryTrainingSet([TestPairs.Discs("a", 5, 5), TestPairs.Discs("a", 5, 5)]);

        Assert.Contains("Two pairs are named \"a\"", Advice(() => DatasetFile.Write(File_, twins)));
        Assert.Contains("cannot be written", Advice(() => DatasetFile.Write(_folder.At("missing", "set.npz"), Sample())));
        Assert.Contains("no image/mask pairs", Advice(() => DatasetFile.Write(File_, new InMemoryTrainingSet([]))));
        Assert.Throws<OperationCanceledException>(() => DatasetFile.Write(File_, Sample(), cancellation: new CancellationToken(true)));
        Assert.Empty(Directory.GetFiles(_folder.Root));
    }

    private static InMemoryTrainingSet Sample()
    {
        var colour = new Image2D("colour", 4, 2, [new byte[8], new byte[8], new byte[] { 1, 2, 3, 4, 5, 6, 7, 255 }], new PixelSize(0.5, 0.25, "µm"), isRgb: true);
        var labels = new LabelImage(5, 6) { [0, 0] = LabelImage.Ignore, [1, 1] = 70000 };
        var floats = new float[30];
        floats[7] = -1.5f;
        return new InMemoryTrainingSet(
        [
            new TrainingPair("colour", colour, new LabelImage(4, 2)),
            new TrainingPair("float", Image2D.FromFloats("float", 5, 6, floats), labels),
            new TrainingPair("ähnlich 16", new Image2D("x", 1, 1, [new ushort[] { 60000 }]), new LabelImage(1, 1)),
        ]);
    }

    private void WriteZip(params (string Name, byte[] Bytes)[] entries)
    {
        File.Delete(File_);
        using var archive = ZipFile.Open(File_, ZipArchiveMode.Create);
        foreach (var (name, bytes) in entries)
        {
            using var stream = archive.CreateEntry(name).Open();
            stream.Write(bytes);
        }
    }

    private static byte[] Npy(string type, string shape, int dataBytes)
    {
        var header = $"{{'descr': '{type}', 'fortran_order': False, 'shape': {shape}, }}\n";
        return [0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, 0, .. System.Text.Encoding.ASCII.GetBytes(header), .. new byte[dataBytes]];
    }

    private static string Advice(Action action) => Assert.Throws<UserAdviceException>(action).Message;

    private static string Quoted(string path) => "r'" + path + "'";

    private static string Python(string script)
    {
        const string Interpreter = "/usr/bin/python3";
        if (!File.Exists(Interpreter) || Run(Interpreter, "import numpy").Code != 0)
        {
            Assert.Skip("/usr/bin/python3 with numpy is not on this machine.");
        }

        var (code, output, error) = Run(Interpreter, script);
        Assert.True(code == 0, error);
        return output;
    }

    private static (int Code, string Output, string Error) Run(string program, string script)
    {
        using var process = Process.Start(new ProcessStartInfo(program, ["-c", script]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.Result);
    }
}
