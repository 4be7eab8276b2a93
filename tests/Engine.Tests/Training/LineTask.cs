using FijiBridge.Engine.Data;
using FijiBridge.Engine.Training;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace FijiBridge.Engine.Tests.Training;

/// <summary>Samples of y = 2 a - b + 0.5 for a, b from the sample's number.</summary>
internal sealed class Lines(long step, int batch) : ISampleSource
{
    private long _next = step * batch;

    public IReadOnlyList<TrainingSample> Next(CancellationToken ct) => [.. Enumerable.Range(0, batch).Select(_ => LineTask.Sample(_next++))];

    public void Dispose()
    {
    }
}

/// <summary>The smallest task: a 1x1 convolution learns a line.</summary>
internal sealed class LineTask : ITrainingTask, IDisposable
{
    private readonly Conv2d _net;
    private readonly bool _dropout;
    private int _batches;

    public LineTask(bool dropout = false, int seed = 1, string settings = "narrow")
    {
        _dropout = dropout;
        _net = nn.Conv2d(2, 1, 1);
        using var noGrad = no_grad();
        _net.weight!.fill_(seed * 0.1);
        _net.bias!.zero_();
        Fingerprint = new Dictionary<string, string> { ["net"] = settings };
    }

    public Action<int>? OnBatch { get; set; }

    public bool Poison { get; set; }

    public bool ConstantLoss { get; set; }

    public int LargestBatch { get; init; } = int.MaxValue;

    public string Name => "line";

    public nn.Module Network => _net;

    public IReadOnlyDictionary<string, string> Fingerprint { get; }

    public static TrainingSample Sample(long number)
    {
        var random = new Random((int)number);
        float a = random.NextSingle(), b = random.NextSingle();
        return new TrainingSample(new SampleArray([a, b], [2, 1, 1]), new SampleArray([(2 * a) - b + 0.5f], [1, 1, 1]));
    }

    public TrainingSample Prepare(Patch patch) => throw new NotSupportedException();

    public LossTerms ComputeLosses(Tensor[] batch)
    {
        OnBatch?.Invoke(++_batches);
        if (_net.training && batch[0].shape[0] > LargestBatch)
        {
            throw new OutOfMemoryException();
        }

        var x = _dropout ? nn.functional.dropout(batch[0], 0.2, _net.training) : batch[0];
        var loss = (_net.call(x) - batch[1]).square().mean();
        if (ConstantLoss)
        {
            loss = (loss * 0) + 1;
        }

        return new LossTerms(Poison ? loss / 0 * 0 : loss, [("square", loss.detach())]);
    }

    public void Dispose() => _net.Dispose();
}
