using System.Security.Cryptography;
using FijiBridge.Engine.Data;
using FijiBridge.Engine.Images;
using FijiBridge.Engine.Labels;
using FijiBridge.Engine.Simulation;
using Xunit;

namespace FijiBridge.Engine.Tests.Simulation;

public class NucleiSimulatorTests
{
    private static readonly NucleiSimulatorOptions s_small = new() { Width = 200, Height = 160, Count = 25 };

    [Fact]
    public void The_same_seed_gives_the_same_pixels_and_another_seed_others()
    {
        var one = NucleiSimulator.Simulate(s_small, 7);
        var same = NucleiSimulator.Simulate(s_small, 7);
        var other = NucleiSimulator.Simulate(s_small, 8);

        Assert.Equal(one.Image.Plane(0), same.Image.Plane(0));
        Assert.Equal(one.Labels.Pixels, same.Labels.Pixels);
        Assert.NotEqual(one.Labels.Pixels, other.Labels.Pixels);
    }

    [Fact]
    public void The_pixels_are_the_same_on_every_machine()
    {
        // Hash of this implementation's image; a change means that the bundled samples must be made again.
        var pixels = (byte[])NucleiSimulator.Simulate(s_small, 7).Image.Plane(0);

        Assert.Equal("FDA9914E67E21E90", Convert.ToHexString(SHA256.HashData(pixels))[..16]);
    }

    [Fact]
    public void Labels_run_from_1_without_gaps_and_have_the_wanted_sizes()
    {
        var labels = NucleiSimulator.Simulate(new() { Width = 600, Height = 600, Count = 80, Touching = 0 }, 3).Labels;
        var inside = labels.Pixels.Where(l => l > 0).GroupBy(l => l).ToDictionary(g => g.Key, g => g.Count());

        Assert.Equal(Enumerable.Range(1, inside.Count), inside.Keys.Order());
        Assert.InRange(inside.Count, 75, 80);
        var uncut = inside.Where(o => !TouchesBorder(labels, o.Key)).Select(o => Math.Sqrt(o.Value / Math.PI)).ToList();
        Assert.All(uncut, r => Assert.InRange(r, 9 * 0.85, 16 * 1.15));
        Assert.True(uncut.Max() - uncut.Min() > 3);
    }

    [Fact]
    public void Nuclei_touch_only_when_asked_to()
    {
        Assert.Equal(0, Contacts(NucleiSimulator.Simulate(s_small with { Touching = 0 }, 4).Labels));
        Assert.True(Contacts(NucleiSimulator.Simulate(s_small with { Touching = 1 }, 4).Labels) > 5);
    }

    [Fact]
    public void Each_nucleus_is_one_piece_and_star_convex()
    {
        var labels = NucleiSimulator.Simulate(s_small with { Touching = 0, Irregularity = 0.1 }, 5).Labels;
        foreach (var id in labels.Pixels.Where(l => l > 0).Distinct().Where(l => !TouchesBorder(labels, l)))
        {
            var pixels = Enumerable.Range(0, labels.Pixels.Length).Where(i => labels.Pixels[i] == id).Select(i => (Y: i / labels.Width, X: i % labels.Width)).ToList();
            double cy = pixels.Average(p => p.Y), cx = pixels.Average(p => p.X);
            foreach (var (y, x) in pixels)
            {
                for (var t = 0.0; t < 0.9; t += 0.1)
                {
                    Assert.Equal(id, labels[(int)Math.Round(cy + (t * (y - cy))), (int)Math.Round(cx + (t * (x - cx)))]);
                }
            }
        }
    }

    [Theory]
    [InlineData(8, PixelKind.UInt8)]
    [InlineData(16, PixelKind.UInt16)]
    public void Nuclei_are_brighter_than_background_in_either_depth(int bits, PixelKind kind)
    {
        var pair = NucleiSimulator.Simulate(s_small with { BitDepth = bits }, 6);

        Assert.Equal(kind, pair.Image.Kind);
        double inside = Mean(pair, l => l > 0), outside = Mean(pair, l => l == 0);
        Assert.True(inside > 2.5 * outside, $"{inside} {outside}");
        Assert.InRange(inside, 0.15 * (1 << bits), 0.6 * (1 << bits));
    }

    [Fact]
    public void Noise_without_blur_is_that_of_photons_and_camera()
    {
        var options = new NucleiSimulatorOptions
        {
            Width = 300,
            Height = 300,
            Count = 0,
            BackgroundPhotons = 100,
            Gradient = 0,
            ReadNoise = 5,
            BitDepth = 16,
        };
        var pair = NucleiSimulator.Simulate(options, 1);
        var gain = (65535 - options.Offset) / (3 * (options.Photons + 100));

        var photons = ((ushort[])pair.Image.Plane(0)).Select(v => (v - options.Offset) / gain).ToArray();

        var mean = photons.Average();
        Assert.Equal(100, mean, 0.2);
        Assert.Equal(100 + 25, photons.Average(p => (p - mean) * (p - mean)), 3.0); // Poisson + read noise
    }

    [Fact]
    public void A_set_makes_its_images_on_demand()
    {
        var set = NucleiSimulator.Set(s_small, 3, 100);

        Assert.Equal(["nuclei-100", "nuclei-101", "nuclei-102"], Enumerable.Range(0, 3).Select(set.NameOf));
        Assert.Equal(NucleiSimulator.Simulate(s_small, 102).Labels.Pixels, set.Load(2).Labels.Pixels);
    }

    [Fact]
    public void Tiny_and_empty_images_work_and_impossible_options_are_refused()
    {
        Assert.Equal(1, NucleiSimulator.Simulate(new() { Width = 1, Height = 1, Count = 1 }, 1).Image.Width);
        Assert.All(NucleiSimulator.Simulate(s_small with { Count = 0 }, 1).Labels.Pixels, l => Assert.Equal(0, l));
        Assert.Contains("the bit depth is 12; choose 8 or 16", Advice(s_small with { BitDepth = 12 }));
        Assert.Contains("the radius range is 9.5 to 4", Advice(s_small with { RadiusMin = 9.5, RadiusMax = 4 }));
        Assert.Contains("the image size is 0 x 160", Advice(s_small with { Width = 0 }));
    }

    private static string Advice(NucleiSimulatorOptions options) =>
        Assert.Throws<UserAdviceException>(() => NucleiSimulator.Simulate(options, 1)).Message;

    private static double Mean(TrainingPair pair, Func<int, bool> where) =>
        Enumerable.Range(0, pair.Labels.Pixels.Length).Where(i => where(pair.Labels.Pixels[i]))
            .Average(i => pair.Image[0, i / pair.Image.Width, i % pair.Image.Width]);

    private static int Contacts(LabelImage labels)
    {
        var contacts = new HashSet<(int, int)>();
        for (var y = 0; y + 1 < labels.Height; y++)
        {
            for (var x = 0; x + 1 < labels.Width; x++)
            {
                foreach (var other in new[] { labels[y, x + 1], labels[y + 1, x] })
                {
                    if (labels[y, x] > 0 && other > 0 && other != labels[y, x])
                    {
                        contacts.Add((Math.Min(labels[y, x], other), Math.Max(labels[y, x], other)));
                    }
                }
            }
        }

        return contacts.Count;
    }

    private static bool TouchesBorder(LabelImage labels, int id)
    {
        int bottom = labels.Height - 1, right = labels.Width - 1;
        return Enumerable.Range(0, labels.Width).Any(x => labels[0, x] == id || labels[bottom, x] == id)
            || Enumerable.Range(0, labels.Height).Any(y => labels[y, 0] == id || labels[y, right] == id);
    }
}
