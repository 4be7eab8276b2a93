using FijiBridge.Bridge.Protocol;

using Newtonsoft.Json.Linq;

using Xunit;

namespace FijiBridge.Bridge.Tests.Protocol;

public sealed class MessageCodecTests
{
    public static TheoryData<string> Requests => [.. Fixtures.Names("request")];

    public static TheoryData<string> Responses => [.. Fixtures.Names("response")];

    [Theory]
    [MemberData(nameof(Requests))]
    public void A_sample_request_reads_and_writes_back_the_same(string name)
    {
        var line = Fixtures.Line(name);
        var written = MessageCodec.Encode(MessageCodec.DecodeRequest(line));
        Assert.True(JToken.DeepEquals(JObject.Parse(line), JObject.Parse(written)), written);
    }

    [Theory]
    [MemberData(nameof(Responses))]
    public void A_sample_response_reads_and_writes_back_the_same(string name)
    {
        var line = Fixtures.Line(name);
        var written = MessageCodec.Encode(MessageCodec.DecodeResponse(line));
        Assert.True(JToken.DeepEquals(JObject.Parse(line), JObject.Parse(written)), written);
    }

    [Fact]
    public void The_document_shows_every_sample()
    {
        var document = File.ReadAllText(Path.Combine(Fixtures.Root, "docs", "protocol.md"));
        Assert.All(Fixtures.Names("request").Concat(Fixtures.Names("response")), name => Assert.Contains(Fixtures.Line(name), document));
    }

    [Fact]
    public void A_segment_request_carries_its_inputs()
    {
        var request = Assert.IsType<ExecuteRequest>(MessageCodec.DecodeRequest(Fixtures.Line("request-segment.json")));
        Assert.Equal("segment", request.Script);
        var image = NDArray.FromJson(request.Inputs["image"], "image");
        Assert.Equal(ElementType.UInt16, image.Type);
        Assert.Equal([512, 640], image.Shape);
        Assert.Equal("ij_1a2b3c4d", image.ShmName);
        Assert.Equal(655360, image.Bytes);
    }

    [Fact]
    public void An_update_carries_the_remaining_time()
    {
        var update = Assert.IsType<UpdateResponse>(MessageCodec.DecodeResponse(Fixtures.Line("response-update.json")));
        Assert.Equal(new UpdateResponse("5f3a6c2e-0002", "predicting tiles", 3, 9, 4.5), update);
    }

    [Fact]
    public void A_text_with_line_ends_stays_on_one_line()
    {
        var line = MessageCodec.Encode(new FailureResponse("t", "one\ntwo\r\u2028three µm", null));
        Assert.DoesNotContain('\n', line);
        Assert.DoesNotContain('\r', line);
        Assert.Equal("one\ntwo\r\u2028three µm", ((FailureResponse)MessageCodec.DecodeResponse(line)).Error);
    }

    [Fact]
    public void Keys_that_are_not_known_are_ignored()
    {
        var request = MessageCodec.DecodeRequest("""{"task":"t","requestType":"EXECUTE","script":"describe","inputs":null,"queue":"main","future":[1]}""");
        Assert.Equal("describe", Assert.IsType<ExecuteRequest>(request).Script);
    }

    [Theory]
    [InlineData("hello", "one JSON object per line")]
    [InlineData("[1,2]", "one JSON object per line")]
    [InlineData("{\"task\":\"t\",\"requestType\":\"CANCEL\"} x", "")]
    [InlineData("{\"requestType\":\"CANCEL\"}", "needs a \"task\"")]
    [InlineData("{\"task\":\"t\"}", "must be EXECUTE or CANCEL, not absent")]
    [InlineData("{\"task\":\"t\",\"requestType\":\"DANCE\"}", "must be EXECUTE or CANCEL, not DANCE")]
    [InlineData("{\"task\":\"t\",\"requestType\":\"EXECUTE\"}", "needs a \"script\"")]
    [InlineData("{\"task\":\"t\",\"requestType\":\"EXECUTE\",\"script\":\"a\",\"inputs\":3}", "\"inputs\" must be an object")]
    public void A_line_that_is_no_request_is_refused_in_words(string line, string words)
    {
        var error = Assert.Throws<ProtocolException>(() => MessageCodec.DecodeRequest(line));
        Assert.Contains(words, error.Message);
    }
}
