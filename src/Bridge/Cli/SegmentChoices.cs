using System.CommandLine;

namespace FijiBridge.Bridge.Cli;

/// <summary>How a model is applied: the options that <c>segment</c> and <c>evaluate</c> share. What is not given comes from the model.</summary>
internal sealed class SegmentChoices
{
    public Option<double?> Prob { get; } = NumberOption.Fraction("--prob", "Probability that an object (StarDist) or a pixel (U-Net) needs (the model's).");

    public Option<double?> Nms { get; } = NumberOption.Fraction("--nms", "StarDist: part of the smaller area that two objects may share (the model's).");

    public Option<double?> Seed { get; } = NumberOption.Fraction("--seed-threshold", "U-Net: score that the core of an object needs; lower joins, higher divides (the model's).");

    public Option<int?> MinArea { get; } = NumberOption.Whole("--min-area", 0, "U-Net: smaller objects are dropped, pixels (the model's).");

    public Option<double?> Peak { get; } = NumberOption.Real("--peak", v => v is >= 0 and <= 1, "a number from 0 to 1", "U-Net: seed score that an object needs somewhere; higher drops doubtful objects, 0 none (the model's).");

    public Option<double?> Prominence { get; } = NumberOption.Real("--prominence", v => v is >= 0 and <= 1, "a number from 0 to 1", "U-Net: how far the seed score must fall between two objects; higher joins more, 0 none (the model's).");

    public Option<double?> Low { get; } = NumberOption.Percentile("--low", "Percentile that becomes 0 (the model's).");

    public Option<double?> High { get; } = NumberOption.Percentile("--high", "Percentile that becomes 1 (the model's).");

    public Option<int?> Channel { get; } = NumberOption.Whole("--channel", 1, "Channel to segment, from 1, for a model of one channel.");

    public Option<bool> NoRescale { get; } = new("--no-rescale") { Description = "Do not bring calibrated images to the model's pixel size." };

    public Option<bool> Flips { get; } = new("--flips") { Description = "Average over mirrored copies: a little better, four times slower (true, false) [the model's own]." };

    public Option<bool?> Refine { get; } = new("--refine") { Description = "Replace each outline by the consensus of the candidates that agree with it (true, false) [the model's own]." };

    public Option<int?> Border { get; } = NumberOption.Whole("--border", 0, "Cells of the network's grid along the image's border in which no object may have its centre (2).");

    public Option<int?> Tile { get; } = NumberOption.Whole("--tile", 64, "Largest tile in pixels; smaller needs less memory, the result is the same.");

    public Option<string> Device { get; } = DeviceChoice.CreateOption();

    public Option<bool> Bf16 { get; } = new("--bf16") { Description = "Use bfloat16 where the device has it: faster, a little less exact." };

    public Option<int?> Threads { get; } = NumberOption.Whole("--threads", 1, "CPU threads (all cores).");

    public IReadOnlyList<Option> All => [Prob, Nms, Seed, MinArea, Peak, Prominence, Low, High, Channel, NoRescale, Flips, Refine, Border, Tile, Device, Bf16, Threads];
}
