using FijiBridge.Bridge.Protocol;

using Newtonsoft.Json.Linq;

using Xunit;

namespace FijiBridge.Bridge.Tests.Protocol;

public sealed class NDArrayTests
{
    private const string Good = """{"appose_type":"ndarray","dtype":"float32","shape":[3,4,5],"shm":{"appose_type":"shm","name":"a","rsize":240}}""";

    [Fact]
    public void The_text_of_an_array_reads_and_writes_back_the_same()
    {
        var array = NDArray.FromJson(JObject.Parse(Good), "image");
        Assert.Equal(60, array.Count);
        Assert.Equal(240, array.Bytes);
        Assert.True(JToken.DeepEquals(JObject.Parse(Good), array.ToJson()));
    }

    [Theory]
    [InlineData("\"float32\"", "\"float8\"", "dtype 'float8' is not known")]
    [InlineData("[3,4,5]", "[3,4,6]", "needs 288 bytes, but its shm has an rsize of 240")]
    [InlineData("[3,4,5]", "[3,-4]", "not whole numbers")]
    [InlineData("[3,4,5]", "[4000000000,4000000000]", "image")]
    [InlineData("\"ndarray\"", "\"list\"", "needs {\"appose_type\":\"ndarray\"")]
    [InlineData("\"name\":\"a\",", "", "needs shared memory as")]
    public void A_wrong_array_is_refused_with_its_name(string part, string replacement, string words)
    {
        var error = Assert.Throws<ProtocolException>(() => NDArray.FromJson(JObject.Parse(Good.Replace(part, replacement)), "image"));
        Assert.Contains("'image'", error.Message);
        Assert.Contains(words, error.Message);
    }
}
