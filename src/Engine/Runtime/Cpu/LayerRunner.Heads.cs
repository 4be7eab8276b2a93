namespace FijiBridge.Engine.Runtime.Cpu;

/// <summary>
/// The heads together with the convolution below them. Its 128 channels at full resolution would be the largest activation of all
/// (537 MB for a tile of 1024 x 1024 on grid 1); here they only exist for the few tiles of 4 x 4 cells that a thread works on. The probability
/// head sees all of them; for the distances they are computed again, only where candidates are.
/// </summary>
internal sealed unsafe partial class LayerRunner
{
    private const int CellsPerTile = 16;

    // Fewer tiles at a time than for a convolution alone, so that their features are still in the second-level cache for the head.
    private const int MaxStrip = 16;

    /// <summary>A head with one output on a convolution of <paramref name="x"/>: a map (height * width).</summary>
    public float[] Map(CpuLayer convolution, CpuLayer head, float[] weights, Activation x)
    {
        var map = new float[x.Height * x.Width];
        using var padded = new NativeFloats(Activation.Pad(convolution.OutChannels), cleared: true);
        weights.CopyTo(new Span<float>(padded.Start, (int)padded.Count));
        var bias = head.Bias.Start[0];
        var from = padded.Start;
        var job = Job(convolution, x, null, x.Height, x.Width);
        ForStrips(job, job.Tiles, (first, count, features, scores) =>
        {
            _kernels.Dot(features, (long)count * CellsPerTile, job.OutChannels, from, bias, scores);
            for (var i = 0; i < count * CellsPerTile; i++)
            {
                int tile = first + (i / CellsPerTile), y = (tile / job.TilesX * 4) + (i % CellsPerTile / 4), cell = (tile % job.TilesX * 4) + (i % 4);
                if (y < job.Height && cell < job.Width)
                {
                    map[(y * job.Width) + cell] = scores[i];
                }
            }
        });
        return map;
    }

    /// <summary>A head on a convolution of <paramref name="x"/>, at chosen positions: (positions, outputs).</summary>
    public float[] Gather(CpuLayer convolution, CpuLayer head, Activation x, long[] positions)
    {
        var outputs = head.OutChannels;
        var result = new float[(long)positions.Length * outputs];
        var job = Job(convolution, x, null, x.Height, x.Width);
        var wanted = new PositionsByTile(positions, job.Width, job.TilesX, job.Tiles);
        fixed (float* start = result)
        fixed (int* tiles = wanted.Tiles)
        {
            var to = start;
            job.TileList = tiles;
            ForStrips(job, wanted.Tiles.Length, (first, count, features, _) =>
            {
                const int Chunk = 512;
                Span<long> cells = stackalloc long[Chunk];
                var (indices, places) = wanted.In(first, count);
                using var rows = new NativeFloats(Math.Min(Chunk, indices.Count) * (long)outputs);
                for (var done = 0; done < indices.Count; done += Chunk)
                {
                    var n = Math.Min(Chunk, indices.Count - done);
                    for (var i = 0; i < n; i++)
                    {
                        cells[i] = places[done + i] - (first * CellsPerTile);
                    }

                    _kernels.Gather(features, job.OutChannels, cells[..n], head.Weights.Start, head.Bias.Start, outputs, rows.Start);
                    for (var i = 0; i < n; i++)
                    {
                        new Span<float>(rows.Start + (i * outputs), outputs).CopyTo(new Span<float>(to + ((long)indices[done + i] * outputs), outputs));
                    }
                }
            });
        }

        return result;
    }

    // work(first, count, features of the tiles first .. first + count - 1, room for one number per cell)
    private void ForStrips(WinogradJob job, int tiles, StripWork work)
    {
        var strip = Math.Min(MaxStrip, ConvolutionKernels.StripTiles(job.InChannels, tiles, Threads));
        var scratchSize = _kernels.ScratchFloats(job.InChannels, strip);
        var featureSize = (long)strip * CellsPerTile * job.OutChannels;
        job.Compact = true;
        _ = Parallel.For(
            0,
            (tiles + strip - 1) / strip,
            _parallel,
            () => _pool.Rent(scratchSize + featureSize + (strip * CellsPerTile)),
            (i, _, buffer) =>
            {
                int first = i * strip, count = Math.Min(strip, tiles - first);
                var own = job;
                own.Output = buffer.Start + scratchSize;
                _kernels.WinogradStrip(own, first, count, buffer.Start);
                work(first, count, own.Output, own.Output + featureSize);
                return buffer;
            },
            _pool.Return);
    }

    private unsafe delegate void StripWork(int first, int count, float* features, float* scores);
}
