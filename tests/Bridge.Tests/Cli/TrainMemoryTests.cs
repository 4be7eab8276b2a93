using Xunit;

namespace FijiBridge.Bridge.Tests.Cli;

/// <summary>A training in a process that the system really gives too little memory.</summary>
[Collection(TinyModelCollection.Name)]
public sealed class TrainMemoryTests(TinyModel model) : IDisposable
{
    private const long Memory = 3L << 30;

    private readonly WorkFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_batch_that_does_not_fit_in_the_memory_is_taken_in_parts()
    {
        var result = CommandLine.RunWithMemory(
            Memory,
            "train", model.Images, model.Masks, "--out", _folder["parts"], "--rays", "8", "--grid", "2", "--epochs", "1", "--steps", "1", "--batch", "256", "--patch", "96",
            "--device", "cpu", "--threads", "1", "--loader-threads", "1", "--no-augment");
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Contains("A batch of 256 patches does not fit in the memory of cpu: it is taken in 2 parts", result.Error);
        Assert.True(File.Exists(Path.Combine(_folder["parts"], "weights.pt")));
    }
}
