using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace FijiBridge.Engine.UNet;

/// <summary>
/// One 'same' convolution (zero padding, stride 1, bias) with what follows it in the U-Net: batch or group normalisation
/// if wanted, activation, dropout. Weights start glorot-uniform, biases at zero, as in Keras. The layer is not a module
/// itself: <see cref="Register"/> puts its parts into the owner under the names Keras gives them, so that state-dict
/// keys are flat ("down_level_0_no_0.weight").
/// </summary>
internal sealed class ConvLayer
{
    private readonly nn.Module<Tensor, Tensor>? _norm;
    private readonly bool _relu;
    private readonly double _dropout;
    private readonly bool _isSingleTap;

    /// <summary>Creates the layer on the CPU; <paramref name="groups"/> above 0 is a group normalisation in place of the batch's.</summary>
    public ConvLayer(string name, int inChannels, int outChannels, (int Y, int X) kernel, bool relu, Random init, bool batchNorm = false, double dropout = 0, string? normName = null, int groups = 0)
    {
        Name = name;
        _relu = relu;
        _isSingleTap = kernel == (1, 1);
        _dropout = dropout;
        NormName = batchNorm || groups > 0 ? normName : null;
        Conv = nn.Conv2d(inChannels, outChannels, ((long)kernel.Y, (long)kernel.X), padding: ((long)(kernel.Y / 2), (long)(kernel.X / 2)));
        GlorotUniform.Fill(Conv.weight!, init);
        using (no_grad())
        {
            Conv.bias!.zero_();
        }

        // Keras: epsilon 1e-3, and its momentum .99 keeps what torch's momentum .01 keeps.
        _norm = groups > 0 ? nn.GroupNorm(GroupsOf(outChannels, groups), outChannels, 1e-3) : batchNorm ? nn.BatchNorm2d(outChannels, 1e-3, 0.01) : null;
    }

    /// <summary>The wanted number of groups, or the next smaller one that divides the channels.</summary>
    internal static int GroupsOf(int channels, int wanted)
    {
        var groups = Math.Min(wanted, channels);
        while (channels % groups != 0)
        {
            groups--;
        }

        return groups;
    }

    /// <summary>Keras name of the convolution.</summary>
    public string Name { get; }

    /// <summary>Keras name of the normalisation, or null.</summary>
    public string? NormName { get; }

    /// <summary>The convolution.</summary>
    public Conv2d Conv { get; }

    /// <summary>Adds the parts to their owner under their names.</summary>
    public void Register(nn.Module owner)
    {
        owner.register_module(Name, Conv);
        if (_norm is not null)
        {
            owner.register_module(NormName!, _norm);
        }
    }

    /// <summary>
    /// Applies the layer: (N, in, H, W) to (N, out, H, W). The activation overwrites its input, with gradients too: neither a
    /// convolution nor a normalisation needs its output for its gradient.
    /// </summary>
    /// <param name="x">Input; stays the caller's.</param>
    /// <param name="training">True while training (dropout is active).</param>
    public Tensor Apply(Tensor x, bool training)
    {
        var y = _isSingleTap ? SingleTap(x, Conv.weight!, Conv.bias!) : Conv.call(x);
        if (_norm is not null)
        {
            y = Replace(y, Normalized(y, _norm));
        }

        if (_relu)
        {
            y = y.relu_();
        }

        return _dropout > 0 && training ? Replace(y, nn.functional.dropout(y, _dropout, true)) : y;
    }

    // Group normalisation takes one type only, and its parameters have 32 bits: so do sums over many pixels, on every device.
    private static Tensor Normalized(Tensor x, nn.Module<Tensor, Tensor> norm)
    {
        if (norm is not GroupNorm || x.dtype == ScalarType.Float32)
        {
            return norm.call(x);
        }

        using var wide = x.to_type(ScalarType.Float32);
        return norm.call(wide);
    }

    // Frees what has been used: what the gradient needs of it is kept by the graph, and the next tensor takes over warm memory.
    private static Tensor Replace(Tensor used, Tensor next)
    {
        used.Dispose();
        return next;
    }

    /// <summary>Applies linear 1x1 layers to the same input (N, in, H, W) as one convolution: one output (N, out, H, W) per layer, views of one tensor.</summary>
    public static Tensor[] ApplyHeads(IReadOnlyList<ConvLayer> heads, Tensor x)
    {
        using var weights = cat([.. heads.Select(h => h.Conv.weight!)], 0);
        using var biases = cat([.. heads.Select(h => h.Conv.bias!)], 0);
        return SingleTap(x, weights, biases).split([.. heads.Select(h => h.Conv.weight!.shape[0])], 1);
    }

    // libtorch sends 1x1 convolutions on one CPU thread to a plain matrix product, four times as slow as oneDNN.
    // Dilated ones it does not, and dilation means nothing for a single tap.
    private static Tensor SingleTap(Tensor x, Tensor weight, Tensor bias) =>
        nn.functional.conv2d(x, weight, bias, dilation: x.device_type == DeviceType.CPU ? [2, 2] : [1, 1]);
}
