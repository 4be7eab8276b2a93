using System.Text;
using FijiBridge.Engine.Exchange;
using FijiBridge.Engine.Models;
using Xunit;

namespace FijiBridge.Engine.Tests.Exchange;

public sealed class TorchWeightsFileTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Theory]
    [InlineData("a state dict of a module", "m.state_dict()")]
    [InlineData("a checkpoint", "{'epoch': 3, 'lr': 1e-3, 'state_dict': m.state_dict(), 'names': ['a', ('b', None)], 'best': True, 'step': 1 << 40}")]
    [InlineData("of several GPUs", "{'module.' + k: v for k, v in m.state_dict().items()}")]
    [InlineData("views of larger tensors", "{'0.weight': torch.cat([m[0].weight, m[0].weight])[2:], '0.bias': torch.stack([m[0].bias, m[0].bias], 1)[:, 1], '1.running_mean': m[1].running_mean}")]
    [InlineData("parameters", "dict(list(m.named_parameters()) + [('1.running_mean', m[1].running_mean)])")]
    [InlineData("half precision", "{k: v.half() for k, v in m.state_dict().items()}")]
    [InlineData("bfloat16", "{k: v.bfloat16() for k, v in m.state_dict().items()}")]
    [InlineData("double precision", "{k: v.double() if v.dtype == torch.float32 else v for k, v in m.state_dict().items()}")]
    public void What_pytorch_for_python_saves_is_read(string what, string expression)
    {
        Assert.SkipUnless(WitnessPrograms.NoPython is null, WitnessPrograms.NoPython ?? "");
        var (exitCode, output) = WitnessPrograms.PythonLine(
            "import sys, torch\n"
            + "m = torch.nn.Sequential(torch.nn.Conv2d(3, 2, (1, 2)), torch.nn.BatchNorm2d(2))\n"
            + "with torch.no_grad():\n"
            + "  m[0].weight.copy_(torch.arange(12.).reshape(2, 3, 1, 2)); m[0].bias.copy_(torch.tensor([-0.5, 8.])); m[1].running_mean.copy_(torch.tensor([3., 4.]))\n"
            + $"torch.save({expression}, sys.argv[1])",
            _path);
        Assert.True(exitCode == 0, output);
        var tensors = TorchWeightsFile.Read(_path);
        Assert.True(tensors["0.weight"].Shape is [2, 3, 1, 2], what);
        Assert.Equal(Enumerable.Range(0, 12).Select(i => (float)i), tensors["0.weight"].Values);
        Assert.Equal([-0.5f, 8], tensors["0.bias"].Values);
        Assert.Equal([3f, 4], tensors["1.running_mean"].Values);
        Assert.DoesNotContain("1.num_batches_tracked", tensors.Keys);
    }

    [Theory]
    [InlineData("posix", "system")]
    [InlineData("builtins", "eval")]
    [InlineData("torch.hub", "load")]
    public void A_pickle_that_would_run_something_is_refused_by_its_name(string module, string function)
    {
        Write(new PickleWriter().Global(module, function).Code('(').Text("touch /tmp/x").Code('t', 'R'));
        Assert.Contains($"it would run {module}.{function}", Message(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_class_that_would_be_made_is_refused_by_its_name()
    {
        Write(new PickleWriter().Global("numpy.core", "memmap").Code(')', 0x81));
        Assert.Contains("it would run numpy.core.memmap", Message(), StringComparison.Ordinal);
    }

    [Fact]
    public void Tensors_that_reach_beyond_their_values_are_refused()
    {
        Write(new PickleWriter().Code('}', '(').Text("w").FloatTensor("0", [1000]).Code('u'), new NamedTensor("w", [2], [1, 2]));
        Assert.Contains("reaches beyond its values", Message(), StringComparison.Ordinal);
        Write(new PickleWriter().Code('}', '(').Text("w").FloatTensor("7", [2]).Code('u'), new NamedTensor("w", [2], [1, 2]));
        Assert.Contains("data/7", Message(), StringComparison.Ordinal);
    }

    [Fact]
    public void Kernels_that_16_bits_hold_are_written_with_16_and_come_back_as_they_were()
    {
        float[] halves = [-0.5f, 65504, -0f, 0.333251953125f], others = [1.0001f, 2];
        byte[] Write(params NamedTensor[] tensors) => StateDictWriter.Bytes(tensors);
        var both = Write(new NamedTensor("a", [2, 2], halves), new NamedTensor("b", [1, 2], others), new NamedTensor("c", [4], halves));
        File.WriteAllBytes(_path, both);
        var read = TorchWeightsFile.Read(_path);
        Assert.Equal(halves, read["a"].Values);
        Assert.Equal(others, read["b"].Values);
        Assert.Equal(halves, read["c"].Values);
        Assert.True(float.IsNegative(read["a"].Values[2]));
        Assert.Contains("HalfStorage", Encoding.Latin1.GetString(both), StringComparison.Ordinal);
        Assert.DoesNotContain("HalfStorage", Encoding.Latin1.GetString(Write(new NamedTensor("b", [1, 2], others), new NamedTensor("c", [4], halves))), StringComparison.Ordinal);
    }

    [Fact]
    public void Whatever_is_cut_off_or_garbled_is_one_sentence()
    {
        using (var file = File.Create(_path))
        {
            StateDictWriter.Write(file, [new NamedTensor("w", [2, 3], [1, 2, 3, 4, 5, 6])]);
        }

        Assert.Equal(6, TorchWeightsFile.Read(_path)["w"].Values.Length);
        var good = File.ReadAllBytes(_path);
        var random = new Random(5);
        for (var trial = 0; trial < 300; trial++)
        {
            var bad = good[..(trial % 3 == 0 ? random.Next(good.Length) : good.Length)];
            for (var k = 0; k < 3 && bad.Length > 0; k++)
            {
                bad[random.Next(bad.Length)] = (byte)random.Next(256);
            }

            File.WriteAllBytes(_path, bad);
            if (Record.Exception(() => TorchWeightsFile.Read(_path)) is { } e)
            {
                Assert.IsType<UserAdviceException>(e);
                Assert.Contains(_path, e.Message, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void Files_of_old_and_other_kinds_say_what_they_are()
    {
        File.WriteAllBytes(_path, [0x80, 2, 0x8a, 10, 1, 2, 3]);
        Assert.Contains("before PyTorch 1.6", Message(), StringComparison.Ordinal);
        Write(new PickleWriter().Code('}'));
        Assert.Contains("no dictionary of tensors", Message(), StringComparison.Ordinal);
    }

    private void Write(PickleWriter pickle, params NamedTensor[] tensors)
    {
        using var file = File.Create(_path);
        TorchArchive.Write(file, "archive", [("data.pkl", pickle.End()), ("byteorder", Encoding.ASCII.GetBytes("little"))], tensors);
    }

    private string Message() => Assert.Throws<UserAdviceException>(() => TorchWeightsFile.Read(_path)).Message;
}
