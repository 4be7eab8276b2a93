namespace FijiBridge.Engine.Runtime.Cpu;

/// <summary>Runs single layers on several threads, with activations from a pool.</summary>
internal sealed unsafe partial class LayerRunner : IDisposable
{
    private readonly ConvolutionKernels _kernels;
    private readonly BufferPool _pool;
    private readonly ParallelOptions _parallel;
    private readonly NativeFloats _zeros = new(8192, cleared: true);

    /// <summary>Uses <paramref name="threads"/> threads.</summary>
    public LayerRunner(ConvolutionKernels kernels, BufferPool pool, int threads)
    {
        _kernels = kernels;
        _pool = pool;
        _parallel = new ParallelOptions { MaxDegreeOfParallelism = threads };
    }

    /// <summary>Threads in use.</summary>
    public int Threads => _parallel.MaxDegreeOfParallelism;

    /// <summary>The first layer, on a planar image (inChannels, height, width).</summary>
    public Activation Image(CpuLayer layer, float[] image, int inChannels, int height, int width)
    {
        var result = Rent(height, width, layer.OutChannels);
        fixed (float* pixels = image)
        {
            var from = pixels;
            ForRows(height, y => _kernels.ImageRow(
                from, inChannels, height, width, y, layer.Weights.Start, layer.Bias.Start, result.Buffer.Start, result.PaddedChannels, layer.Relu));
        }

        return result;
    }

    /// <summary>A 3x3 layer on one activation, or on two joined; the first may be smaller and is then doubled.</summary>
    public Activation Convolve(CpuLayer layer, Activation a, Activation? b)
    {
        int height = b?.Height ?? a.Height, width = b?.Width ?? a.Width;
        var result = Rent(height, width, layer.OutChannels);
        var job = Job(layer, a, b, height, width);
        job.Output = result.Buffer.Start;
        var strip = ConvolutionKernels.StripTiles(job.InChannels, job.Tiles, Threads);
        var scratchSize = _kernels.ScratchFloats(job.InChannels, strip);
        _ = Parallel.For(
            0,
            (job.Tiles + strip - 1) / strip,
            _parallel,
            () => _pool.Rent(scratchSize),
            (i, _, scratch) =>
            {
                _kernels.WinogradStrip(job, i * strip, Math.Min(strip, job.Tiles - (i * strip)), scratch.Start);
                return scratch;
            },
            _pool.Return);
        return result;
    }

    /// <summary>Max pooling.</summary>
    public Activation Pool(Activation a, int poolY, int poolX)
    {
        var result = Rent(a.Height / poolY, a.Width / poolX, a.Channels);
        ForRows(result.Height, y => _kernels.PoolRow(a.Buffer.Start, a.Width, a.PaddedChannels, poolY, poolX, y, result.Buffer.Start));
        return result;
    }

    /// <summary>A 1x1 layer with one output: a map (height * width).</summary>
    public float[] Map(CpuLayer layer, float[] weights, Activation a)
    {
        var map = new float[a.Height * a.Width];
        using var padded = new NativeFloats(a.PaddedChannels, cleared: true);
        weights.CopyTo(new Span<float>(padded.Start, a.PaddedChannels));
        var bias = layer.Bias.Start[0];
        fixed (float* start = map)
        {
            var to = start;
            var from = padded.Start;
            ForRows(a.Height, y => _kernels.Dot(a.Buffer.Start + ((long)y * a.Width * a.PaddedChannels), a.Width, a.PaddedChannels, from, bias, to + ((long)y * a.Width)));
        }

        return map;
    }

    /// <summary>A 1x1 layer at chosen positions: (positions, outputs).</summary>
    public float[] Gather(CpuLayer layer, Activation a, long[] positions)
    {
        const int Chunk = 2048;
        var outputs = layer.OutChannels;
        var result = new float[(long)positions.Length * outputs];
        fixed (float* start = result)
        {
            var to = start;
            ForRows((positions.Length + Chunk - 1) / Chunk, i =>
            {
                var first = i * Chunk;
                var part = positions.AsSpan(first, Math.Min(Chunk, positions.Length - first));
                _kernels.Gather(a.Buffer.Start, a.PaddedChannels, part, layer.Weights.Start, layer.Bias.Start, outputs, to + ((long)first * outputs));
            });
        }

        return result;
    }

    /// <summary>Takes an activation's memory back.</summary>
    public void Free(Activation a) => _pool.Return(a.Buffer);

    /// <inheritdoc/>
    public void Dispose() => _zeros.Dispose();

    private WinogradJob Job(CpuLayer layer, Activation a, Activation? b, int height, int width) => new()
    {
        A = View(a, height, width),
        B = b is null ? default : View(b, height, width),
        Height = height,
        Width = width,
        Weights = layer.Weights.Start,
        Bias = layer.Bias.Start,
        Relu = layer.Relu,
        OutChannels = Activation.Pad(layer.OutChannels),
        Zeros = _zeros.Start,
    };

    private Activation Rent(int height, int width, int channels) =>
        new(_pool.Rent((long)height * width * Activation.Pad(channels)), height, width, channels);

    private void ForRows(int rows, Action<int> row) => _ = Parallel.For(0, rows, _parallel, row);

    private static ActivationView View(Activation a, int height, int width) => new()
    {
        Data = a.Buffer.Start,
        Channels = a.PaddedChannels,
        ShiftY = a.Height < height ? 1 : 0,
        ShiftX = a.Width < width ? 1 : 0,
    };
}
