namespace TorchSharp.Modules;

/// <summary>
/// What all convolutions share. weight (out, in / groups, k, k), or (in, out / groups, k, k) when transposed; bias (out).
/// Both start uniform in +-1 / sqrt(fan in), as in PyTorch.
/// </summary>
public abstract class Convolution : torch.nn.Module<torch.Tensor, torch.Tensor>
{
    private Parameter weightParameter = null!;
    private Parameter? biasParameter;

    private protected Convolution(string name, int dimensions, long inChannels, long outChannels, long[] kernelSize, long[] stride,
        long[] padding, Padding? paddingType, long[] dilation, bool transposed, long[] outputPadding, long groups, bool bias,
        PaddingModes paddingMode, torch.Device? device, torch.ScalarType? dtype) : base(name)
    {
        in_channels = inChannels;
        out_channels = outChannels;
        this.transposed = transposed;
        padding_type = paddingType;
        padding_mode = paddingMode;
        this.groups = groups;
        kernel_size = kernelSize;
        this.stride = stride;
        this.padding = padding;
        this.dilation = dilation;
        output_padding = outputPadding;
        if (groups <= 0 || inChannels % groups != 0 || outChannels % groups != 0)
            throw new ArgumentException($"{name}: {inChannels} input and {outChannels} output channels must be multiples of groups = {groups}.");
        long[] shape = [transposed ? inChannels : outChannels, (transposed ? outChannels : inChannels) / groups, .. kernelSize];
        using torch.Tensor w = torch.empty(shape, dtype, device);
        weight = new Parameter(w);
        if (bias)
        {
            using torch.Tensor b = torch.empty(outChannels, dtype, device);
            this.bias = new Parameter(b);
        }
        reset_parameters();
    }

    /// <summary>The kernels.</summary>
    public Parameter weight
    {
        get => weightParameter;
        set
        {
            Replace(nameof(weight), weightParameter, value);
            weightParameter = value;
        }
    }

    /// <summary>What is added to each output channel; null without.</summary>
    public Parameter? bias
    {
        get => biasParameter;
        set
        {
            if (value is not null) Replace(nameof(bias), biasParameter, value);
            biasParameter = value;
        }
    }

    /// <summary>Channels of the input.</summary>
    public long in_channels { get; }

    /// <summary>Channels of the output.</summary>
    public long out_channels { get; }

    /// <summary>True for a transposed convolution.</summary>
    public bool transposed { get; }

    /// <summary>Padding by name, when it was given so.</summary>
    public Padding? padding_type { get; private set; }

    /// <summary>Pixels added at each side.</summary>
    public long[] padding { get; private set; }

    /// <summary>What padding is filled with.</summary>
    public PaddingModes padding_mode { get; set; }

    /// <summary>Channels are convolved in this many separate groups.</summary>
    public long groups { get; set; }

    /// <summary>Size of the kernel.</summary>
    public long[] kernel_size { get; set; }

    /// <summary>Step of the kernel over the input.</summary>
    public long[] stride { get; set; }

    /// <summary>Distance of the kernel's taps.</summary>
    public long[] dilation { get; set; }

    /// <summary>Rows and columns added to one side of a transposed convolution's output.</summary>
    public long[] output_padding { get; set; }

    /// <summary>Changes the pixels added at each side.</summary>
    public void SetPadding(long[] padding)
    {
        padding_type = null;
        this.padding = padding;
    }

    /// <summary>Changes the padding by name.</summary>
    public void SetPadding(Padding padding) => padding_type = padding;

    /// <summary>Draws new starting values.</summary>
    public void reset_parameters()
    {
        torch.nn.init.kaiming_uniform_(weight, Math.Sqrt(5));
        if (bias is null) return;
        (long fanIn, _) = torch.nn.init.CalculateFanInAndFanOut(weight);
        double bound = fanIn > 0 ? 1 / Math.Sqrt(fanIn) : 0;
        torch.nn.init.uniform_(bias, -bound, bound);
    }

    /// <summary>The input padded by other means than zeros, and the padding that is left for the operator.</summary>
    private protected torch.Tensor PadInput(torch.Tensor input, out long[] left)
    {
        left = padding;
        if (padding_mode is PaddingModes.Zeros or PaddingModes.Constant) return input;
        long[] sides = new long[2 * kernel_size.Length];
        for (int d = 0; d < kernel_size.Length; d++)
        {
            long total = padding_type switch
            {
                Padding.Same => dilation[d] * (kernel_size[d] - 1),
                Padding.Valid => 0,
                _ => 2 * padding[d],
            };
            int at = 2 * (kernel_size.Length - 1 - d);   // the last dimension comes first
            sides[at] = total / 2;
            sides[at + 1] = total - total / 2;
        }
        left = new long[kernel_size.Length];
        return torch.nn.functional.pad(input, sides, padding_mode);
    }
}
