using System.Buffers.Binary;
using System.Text;
using FijiBridge.Engine.Models;
using Xunit;

namespace FijiBridge.Engine.Tests.Models;

public sealed class SafetensorsFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("fijibridge-safetensors-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Path => System.IO.Path.Combine(_folder, "w.safetensors");

    [Fact]
    public void What_is_written_is_read_back()
    {
        SafetensorsFile.Write(Path, [new("b", [2, 3], [1, 2, 3, 4, 5, float.MinValue]), new("a", [], [7]), new("ü", [0, 4], [])], new Dictionary<string, string> { ["k"] = "v\"\n" });
        var content = SafetensorsFile.Read(Path);
        Assert.Equal([1, 2, 3, 4, 5, float.MinValue], content.Tensors["b"].Values);
        Assert.Equal([2L, 3], content.Tensors["b"].Shape);
        Assert.Equal([7f], content.Tensors["a"].Values);
        Assert.Empty(content.Tensors["ü"].Values);
        Assert.Equal("v\"\n", content.Metadata["k"]);
        Assert.Equal([Path], Directory.GetFiles(_folder));
    }

    [Fact]
    public void Arrays_start_at_a_multiple_of_eight()
    {
        SafetensorsFile.Write(Path, [new("abc", [1], [1])]);
        Assert.Equal(0, BinaryPrimitives.ReadInt64LittleEndian(File.ReadAllBytes(Path)) % 8);
    }

    [Fact]
    public void Half_bfloat_and_double_are_read_as_float()
    {
        var data = new byte[12];
        BinaryPrimitives.WriteHalfLittleEndian(data, (Half)1.5f);
        BinaryPrimitives.WriteUInt16LittleEndian(data.AsSpan(2), 0xC020); // -2.5
        BinaryPrimitives.WriteDoubleLittleEndian(data.AsSpan(4), 0.25);
        WriteRaw("""{"h":{"dtype":"F16","shape":[1],"data_offsets":[0,2]},"b":{"dtype":"BF16","shape":[1],"data_offsets":[2,4]},"d":{"dtype":"F64","shape":[1],"data_offsets":[4,12]}}""", data);
        var tensors = SafetensorsFile.Read(Path).Tensors;
        Assert.Equal([1.5f, -2.5f, 0.25f], new[] { tensors["h"].Values[0], tensors["b"].Values[0], tensors["d"].Values[0] });
    }

    [Theory]
    [InlineData("""{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 4, "tensor w")]
    [InlineData("""{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}""", 8, "tensor w")]
    [InlineData("""{"w":{"dtype":"F32","shape":[2],"data_offsets":[4,-4]}}""", 8, "tensor w")]
    [InlineData("""{"w":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}""", 8, "tensor w")]
    [InlineData("""{"w":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,8]}}""", 8, "tensor w")]
    [InlineData("""{"w":{"dtype":"I8","shape":[8],"data_offsets":[0,8]}}""", 8, "type I8")]
    [InlineData("""{"w":{"shape":[2],"data_offsets":[0,8]}}""", 8, "tensor w has type")]
    [InlineData("""{"w":3}""", 8, "tensor w")]
    [InlineData("""{"w":{"dtype":"F32","shape":"x","data_offsets":[0,8]}}""", 8, "tensor w")]
    [InlineData("not json", 8, "not JSON")]
    public void A_damaged_header_is_refused_with_the_tensor_named(string header, int dataBytes, string expected)
    {
        WriteRaw(header, new byte[dataBytes]);
        var error = Assert.Throws<UserAdviceException>(() => SafetensorsFile.Read(Path));
        Assert.Contains(expected, error.Message);
        Assert.Contains(Path, error.Message);
    }

    [Theory]
    [InlineData(long.MaxValue)]
    [InlineData(-1)]
    [InlineData(1000)]
    public void A_header_that_claims_more_than_the_file_holds_is_refused(long claimed)
    {
        var bytes = new byte[32];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, claimed);
        File.WriteAllBytes(Path, bytes);
        Assert.Contains($"claims {claimed} bytes", Assert.Throws<UserAdviceException>(() => SafetensorsFile.Read(Path)).Message);
    }

    [Fact]
    public void A_file_of_a_few_bytes_is_refused()
    {
        File.WriteAllText(Path, "abc");
        Assert.Contains("only 3 bytes", Assert.Throws<UserAdviceException>(() => SafetensorsFile.Read(Path)).Message);
    }

    [Fact]
    public void A_folder_that_cannot_be_written_gives_advice_and_leaves_nothing()
    {
        var file = System.IO.Path.Combine(_folder, "file");
        File.WriteAllText(file, "");
        var error = Assert.Throws<UserAdviceException>(() => SafetensorsFile.Write(System.IO.Path.Combine(file, "w.safetensors"), []));
        Assert.Contains("does not exist, so 'w.safetensors' cannot be written", error.Message);
        Assert.Equal([file], Directory.GetFileSystemEntries(_folder));
    }

    [Fact]
    public void A_failed_write_keeps_the_old_file()
    {
        SafetensorsFile.Write(Path, [new("a", [1], [1])]);
        Assert.Throws<ArgumentException>(() => SafetensorsFile.Write(Path, [new("a", [2], [1])]));
        Assert.Equal([1f], SafetensorsFile.Read(Path).Tensors["a"].Values);
        Assert.Equal([Path], Directory.GetFiles(_folder));
    }

    private void WriteRaw(string header, byte[] data)
    {
        var text = Encoding.UTF8.GetBytes(header);
        using var stream = File.Create(Path);
        var length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, text.Length);
        stream.Write(length);
        stream.Write(text);
        stream.Write(data);
    }
}
