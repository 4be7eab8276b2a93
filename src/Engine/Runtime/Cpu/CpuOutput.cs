using FijiBridge.Engine.StarDist;

namespace FijiBridge.Engine.Runtime.Cpu;

/// <summary>One pass over the tile or a mirror image of it.</summary>
internal sealed record CpuPass(MirroredTile Mirror, CpuFeatures Features);

/// <summary>The maps of a tile, averaged over its passes; distances are computed when they are asked for.</summary>
internal sealed class CpuOutput : INetworkOutput
{
    private readonly CpuNetwork _network;
    private readonly StarDistConfig _config;
    private readonly IReadOnlyList<CpuPass> _passes;
    private bool _disposed;

    /// <summary>Takes over the passes.</summary>
    public CpuOutput(CpuNetwork network, StarDistConfig config, IReadOnlyList<CpuPass> passes, int height, int width)
    {
        _network = network;
        _config = config;
        _passes = passes;
        Height = height;
        Width = width;
        Prob = MeanProbability();
    }

    /// <inheritdoc/>
    public int Height { get; }

    /// <inheritdoc/>
    public int Width { get; }

    /// <inheritdoc/>
    public float[] Prob { get; }

    /// <inheritdoc/>
    public float[] GatherDist(long[] positions)
    {
        var nRays = _config.NRays;
        return Mean(positions, nRays, (pass, at) => _network.Distances(pass.Features, at), (pass, ray) => pass.Mirror.SourceRay(ray, nRays));
    }

    /// <inheritdoc/>
    public float[]? GatherClass(long[] positions)
    {
        if (_config.NClasses is not { } classes)
        {
            return null;
        }

        float[] Probabilities(CpuPass pass, long[] at) => Softmax(_network.ClassScores(pass.Features, at)!, classes + 1);
        return Mean(positions, classes + 1, Probabilities, (_, c) => c);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_disposed)
        {
            _disposed = true;
            foreach (var pass in _passes)
            {
                _network.Release(pass.Features);
            }
        }
    }

    private float[] MeanProbability()
    {
        var mean = new float[Height * Width];
        _ = Parallel.For(0, Height, y =>
        {
            for (var x = 0; x < Width; x++)
            {
                double sum = 0;
                foreach (var pass in _passes)
                {
                    sum += 1 / (1 + Math.Exp(-pass.Features.ProbLogits[pass.Mirror.Position(y, x, Height, Width)]));
                }

                mean[(y * Width) + x] = (float)(sum / _passes.Count);
            }
        });
        return mean;
    }

    // values(pass, positions in that pass) gives (positions, columns); column c of the mean is the mean over passes of column source(pass, c).
    private float[] Mean(long[] positions, int columns, Func<CpuPass, long[], float[]> values, Func<CpuPass, int, int> source)
    {
        if (_passes.Count == 1)
        {
            return values(_passes[0], positions);
        }

        var mean = new float[(long)positions.Length * columns];
        foreach (var pass in _passes)
        {
            var part = values(pass, [.. positions.Select(p => pass.Mirror.Position((int)(p / Width), (int)(p % Width), Height, Width))]);
            int[] sources = [.. Enumerable.Range(0, columns).Select(c => source(pass, c))];
            for (var i = 0; i < mean.Length; i++)
            {
                mean[i] += part[i - (i % columns) + sources[i % columns]] / _passes.Count;
            }
        }

        return mean;
    }

    private static float[] Softmax(float[] scores, int columns)
    {
        for (var i = 0; i < scores.Length; i += columns)
        {
            var row = scores.AsSpan(i, columns);
            var most = row[0];
            foreach (var score in row)
            {
                most = Math.Max(most, score);
            }

            double sum = 0;
            foreach (var score in row)
            {
                sum += Math.Exp(score - most);
            }

            foreach (ref var score in row)
            {
                score = (float)(Math.Exp(score - most) / sum);
            }
        }

        return scores;
    }
}
