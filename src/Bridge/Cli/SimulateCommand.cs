using System.CommandLine;
using FijiBridge.Bridge.Output;
using FijiBridge.Engine;
using FijiBridge.Engine.Images;
using FijiBridge.Engine.Simulation;

namespace FijiBridge.Bridge.Cli;

/// <summary><c>fijibridge simulate</c>: fluorescence images of nuclei with their truth, the same for a seed on every machine.</summary>
internal static class SimulateCommand
{
    private static readonly Option<string> Out = new("--out") { Description = "Folder that receives images/NAME.tif and masks/NAME.tif.", HelpName = "DIR", Required = true };

    private static readonly Option<int?> Count = NumberOption.Whole("--count", 1, "Number of images (1).");

    private static readonly Option<int?> Seed = NumberOption.Whole("--seed", 0, "Seed of the first image; the next ones take the next numbers (1).");

    private static readonly Option<int?> Width = NumberOption.Whole("--width", 1, "Columns (512).");

    private static readonly Option<int?> Height = NumberOption.Whole("--height", 1, "Rows (512).");

    private static readonly Option<int?> Nuclei = NumberOption.Whole("--nuclei", 0, "Nuclei per image (120).");

    private static readonly Option<double?> RadiusMin = NumberOption.Positive("--radius-min", "Smallest mean radius (9).", "PIXELS");

    private static readonly Option<double?> RadiusMax = NumberOption.Positive("--radius-max", "Largest mean radius (16).", "PIXELS");

    private static readonly Option<double?> Touching = NumberOption.Real("--touching", v => v is >= 0 and <= 1, "a number from 0 to 1", "Part of the nuclei that touch another one (0.5).", "0..1");

    private static readonly Option<double?> Blur = NumberOption.Real("--blur", v => v >= 0, "a number from 0", "Standard deviation of the optical blur (1).", "PIXELS");

    private static readonly Option<double?> Photons = NumberOption.Positive("--photons", "Photons per pixel in a nucleus; fewer is noisier (400).", "N");

    private static readonly Option<double?> ReadNoise = NumberOption.Real("--read-noise", v => v >= 0, "a number from 0", "Standard deviation of the camera's noise, in photons (4).", "N");

    private static readonly Option<int?> Bits = NumberOption.Whole("--bits", 8, "Bits per pixel, 8 or 16 (8).");

    private static readonly Option<double?> PixelSize = NumberOption.Positive("--pixel-size", "Pixel size in micrometres (0.5).", "MICRONS");

    private static readonly Option<bool> Overwrite = new("--overwrite") { Description = "Replace files that exist." };

    /// <summary>Creates the command.</summary>
    public static Command Create()
    {
        var command = new Command("simulate", "Make fluorescence images of nuclei with their truth, for trying things out.")
        {
            Out, Count, Seed, Width, Height, Nuclei, RadiusMin, RadiusMax, Touching, Blur, Photons, ReadNoise, Bits, PixelSize, Overwrite,
        };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parse)
    {
        var folder = parse.GetRequiredValue(Out);
        var set = NucleiSimulator.Set(Options(parse), parse.GetValue(Count) ?? 1, parse.GetValue(Seed) ?? 1);
        var files = Enumerable.Range(0, set.Count).Select(i => (
            Image: Path.Combine(folder, "images", set.NameOf(i) + ".tif"), Mask: Path.Combine(folder, "masks", set.NameOf(i) + ".tif"))).ToList();
        if (!parse.GetValue(Overwrite) && files.SelectMany(f => new[] { f.Image, f.Mask }).FirstOrDefault(File.Exists) is { } existing)
        {
            throw new UserAdviceException($"{existing} exists already; add --overwrite to replace it, or take another --seed or --out.");
        }

        OutputFolder.Require(Path.Combine(folder, "images"));
        OutputFolder.Require(Path.Combine(folder, "masks"));
        using var interruption = new Interruption();
        return ProgressView.Run("Simulating", view =>
        {
            for (var i = 0; i < files.Count; i++)
            {
                interruption.Token.ThrowIfCancellationRequested();
                view.Report(i, files.Count, $"Simulating {set.NameOf(i)}");
                var pair = set.Load(i);
                LabelTiffWriter.Write(files[i].Mask, pair.Labels, interruption.Token);
                ImageTiffWriter.Write(files[i].Image, pair.Image);
                Terminal.Result($"{files[i].Image}: {pair.Image.Width} x {pair.Image.Height}, {pair.Labels.Pixels.Max()} nuclei");
            }

            return ExitCode.Success;
        });
    }

    private static NucleiSimulatorOptions Options(ParseResult parse)
    {
        var standard = new NucleiSimulatorOptions();
        var microns = parse.GetValue(PixelSize);
        var options = standard with
        {
            Width = parse.GetValue(Width) ?? standard.Width,
            Height = parse.GetValue(Height) ?? standard.Height,
            Count = parse.GetValue(Nuclei) ?? standard.Count,
            RadiusMin = parse.GetValue(RadiusMin) ?? standard.RadiusMin,
            RadiusMax = parse.GetValue(RadiusMax) ?? standard.RadiusMax,
            Touching = parse.GetValue(Touching) ?? standard.Touching,
            Blur = parse.GetValue(Blur) ?? standard.Blur,
            Photons = parse.GetValue(Photons) ?? standard.Photons,
            ReadNoise = parse.GetValue(ReadNoise) ?? standard.ReadNoise,
            BitDepth = parse.GetValue(Bits) ?? standard.BitDepth,
            PixelSize = microns is { } size ? new PixelSize(size, size, "µm") : standard.PixelSize,
        };
        options.Validate();
        return options;
    }
}
