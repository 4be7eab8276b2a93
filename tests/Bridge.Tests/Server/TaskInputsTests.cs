using FijiBridge.Bridge.Server;
using FijiBridge.Engine;

using Newtonsoft.Json.Linq;

using Xunit;

namespace FijiBridge.Bridge.Tests.Server;

public sealed class TaskInputsTests
{
    [Fact]
    public void Absent_and_null_mean_the_same()
    {
        var inputs = Inputs("{\"a\":null}");
        Assert.Null(inputs.Number("a"));
        Assert.Null(inputs.Number("b"));
        Assert.True(inputs.Flag("a", otherwise: true));
        Assert.Empty(inputs.Texts("a"));
    }

    [Fact]
    public void Values_of_the_right_type_are_read()
    {
        var inputs = Inputs("""{"n":0.25,"w":3,"f":false,"t":"x","l":[1,2.5],"s":["a","b"]}""");
        Assert.Equal(0.25, inputs.Number("n", 0, 1));
        Assert.Equal(3, inputs.Whole("w"));
        Assert.False(inputs.Flag("f", otherwise: true));
        Assert.Equal("x", inputs.Text("t"));
        Assert.Equal([1, 2.5], inputs.Numbers("l", 2)!);
        Assert.Equal(["a", "b"], inputs.Texts("s"));
    }

    [Theory]
    [InlineData("{\"prob\":1.5}", "The input 'prob' must be a number from 0 to 1, not 1.5.")]
    [InlineData("{\"prob\":\"high\"}", "The input 'prob' must be a number from 0 to 1, not \"high\".")]
    [InlineData("{\"prob\":[0.5]}", "The input 'prob' must be a number from 0 to 1, not [0.5].")]
    public void A_number_out_of_range_or_of_another_type_is_refused(string json, string sentence) =>
        Assert.Equal(sentence, Assert.Throws<UserAdviceException>(() => Inputs(json).Number("prob", 0, 1)).Message);

    [Fact]
    public void Other_wrong_types_are_refused_in_words()
    {
        var inputs = Inputs("""{"a":{"x":1},"h":1.5,"l":[1]}""");
        Assert.Contains("must be a text", Assert.Throws<UserAdviceException>(() => inputs.Text("a")).Message);
        Assert.Contains("must be true or false", Assert.Throws<UserAdviceException>(() => inputs.Flag("a", false)).Message);
        Assert.Contains("must be a list of texts", Assert.Throws<UserAdviceException>(() => inputs.Texts("a")).Message);
        Assert.Contains("must be a whole number, not 1.5", Assert.Throws<UserAdviceException>(() => inputs.Whole("h")).Message);
        Assert.Contains("must be a list of 2 numbers", Assert.Throws<UserAdviceException>(() => inputs.Numbers("l", 2)).Message);
        Assert.Contains("needs the input 'model'", Assert.Throws<UserAdviceException>(() => inputs.RequiredText("model")).Message);
        Assert.Contains("needs the array 'image'", Assert.Throws<UserAdviceException>(() => inputs.RequiredArray("image")).Message);
    }

    private static TaskInputs Inputs(string json) => new("op", JObject.Parse(json));
}
