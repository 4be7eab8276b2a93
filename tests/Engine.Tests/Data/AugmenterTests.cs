using FijiBridge.Engine.Data;
using FijiBridge.Engine.Data.Augmentation;
using FijiBridge.Engine.Images;
using FijiBridge.Engine.Labels;
using FijiBridge.Engine.Tests.TestData;
using Newtonsoft.Json;
using Xunit;

namespace FijiBridge.Engine.Tests.Data;

public class AugmenterTests
{
    private static readonly AugmentationRange s_always = new(0, 0);

    public static TheoryData<string, AugmentationOptions> Geometries => new()
    {
        { "flip", AugmentationOptions.None with { Flip = true } },
        { "rotate90", AugmentationOptions.None with { Rotate90 = true } },
        { "rotation", AugmentationOptions.None with { Rotation = new(-180, 180) } },
        { "scale", AugmentationOptions.None with { Scale = new(0.7, 1.4) } },
        { "shear", AugmentationOptions.None with { Shear = new(-20, 20) } },
        { "elastic", AugmentationOptions.None with { Elastic = new(2, 6) } },
        { "all", AugmentationOptions.ExactOnly with { Rotation = new(-180, 180), Scale = new(0.7, 1.4), Shear = new(-20, 20), Elastic = new(2, 6) } },
    };

    [Theory]
    [MemberData(nameof(Geometries))]
    public void Image_and_labels_move_together(string name, AugmentationOptions options)
    {
        // The image is the label image, coarse discs: away from outlines, every interpolated pixel must equal its label.
        var labels = new LabelImage(200, 160);
        for (var id = 1; id <= 12; id++)
        {
            TestPairs.Disc(labels, id, 20 + (40 * ((id - 1) / 4)), 25 + (50 * ((id - 1) % 4)), 17);
        }

        var moved = 0;
        for (var n = 0; n < 10; n++)
        {
            var window = Window(labels, 30, 40, 96, 112, n);

            var patch = new Augmenter(options).Apply(window, 5);

            var inside = Enumerable.Range(0, patch.Image.Length).Where(i => !IsNearOutline(patch.Labels, i)).ToList();
            Assert.True(inside.Count > 3000, name);
            Assert.True(inside.Count(i => patch.Labels.Pixels[i] > 0) > 500, name);
            Assert.All(inside.Where(i => Math.Abs(patch.Labels.Pixels[i] - patch.Image[i]) > 0.01f), i => Assert.Fail(
                $"{name}, sample {n}, pixel {i}: label {patch.Labels.Pixels[i]}, image {patch.Image[i]}"));
            moved += patch.Labels.Pixels.SequenceEqual(window.Cut().Labels.Pixels) ? 0 : 1;
        }

        Assert.InRange(moved, 5, 10);
    }

    [Fact]
    public void Switched_off_it_returns_the_window_itself()
    {
        var window = Window(TestPairs.Discs("a", 90, 70).Labels, 10, 20, 48, 40, 3);

        var patch = new Augmenter(AugmentationOptions.None).Apply(window, 1);

        Assert.Equal(window.Cut().Image, patch.Image);
        Assert.Equal(window.Cut().Labels.Pixels, patch.Labels.Pixels);
    }

    [Fact]
    public void Zero_rotation_scale_1_and_no_shift_change_nothing()
    {
        var window = Window(TestPairs.Discs("a", 90, 70).Labels, 10, 20, 48, 40, 3);
        var identity = AugmentationOptions.None with
        {
            Rotation = s_always,
            Shear = s_always,
            Elastic = s_always,
            Blur = s_always,
            Noise = s_always,
            IntensityShift = s_always,
            Scale = new(1, 1),
            Gamma = new(1, 1),
            IntensityScale = new(1, 1),
        };

        Assert.Equal(window.Cut().Image, new Augmenter(identity).Apply(window, 1).Image);
    }

    [Fact]
    public void Flips_and_quarter_turns_reach_all_eight_poses_without_changing_a_pixel()
    {
        var labels = new LabelImage(20, 20);
        for (var i = 0; i < 400; i++)
        {
            labels.Pixels[i] = i + 1;
        }

        var poses = new HashSet<(int, int)>();
        for (var n = 0; n < 100; n++)
        {
            var patch = new Augmenter(AugmentationOptions.ExactOnly).Apply(Window(labels, 4, 5, 9, 9, n), 8);
            Assert.Equal(Window(labels, 4, 5, 9, 9, n).Cut().Labels.Pixels.Order(), patch.Labels.Pixels.Order());
            Assert.Equal(patch.Image, patch.Labels.Pixels.Select(l => (float)l));
            poses.Add((patch.Labels[0, 0], patch.Labels[0, 8]));
        }

        Assert.Equal(8, poses.Count);
    }

    [Fact]
    public void A_quarter_turned_oblong_patch_shows_the_image_around_the_same_centre()
    {
        var labels = new LabelImage(40, 40) { [20, 20] = 7 };
        for (var n = 0; n < 16; n++)
        {
            var patch = new Augmenter(AugmentationOptions.None with { Rotate90 = true }).Apply(Window(labels, 16, 12, 9, 17, n), 8);
            Assert.Equal((9, 17, 7), (patch.Height, patch.Width, patch.Labels[4, 8]));
        }
    }

    [Fact]
    public void A_rotated_patch_has_real_pixels_in_its_corners()
    {
        // A plane tilted in x and y: reflected corners would break the constant slope.
        var values = new float[200 * 200];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = (i / 200) + (0.5f * (i % 200));
        }

        var image = Image2D.FromFloats("plane", 200, 200, values);
        var normalized = Normalizer.Normalize(image, new() { Kind = NormalizationKind.None });
        var window = new PatchWindow("plane", 0, normalized, new LabelImage(200, 200), 70, 70, 60, 60);

        var patch = new Augmenter(AugmentationOptions.None with { Rotation = new(45, 45) }).Apply(window, 1).Image;

        for (var y = 1; y < 60; y++)
        {
            for (var x = 1; x < 60; x++)
            {
                var mixed = patch[(y * 60) + x] - patch[((y - 1) * 60) + x] - patch[(y * 60) + x - 1] + patch[((y - 1) * 60) + x - 1];
                Assert.Equal(0, mixed, 0.002f);
            }
        }

        // 45 degrees about the centre (99.5, 99.5): one step right in the patch is one up and right in the image
        Assert.Equal(99.5f * 1.5f, (patch[(29 * 60) + 29] + patch[(30 * 60) + 30]) / 2, 0.01f);
        Assert.Equal(MathF.Sqrt(0.5f) * (-1 + 0.5f), patch[(30 * 60) + 31] - patch[(30 * 60) + 30], 0.01f);
    }

    [Fact]
    public void Past_the_border_whole_objects_are_mirrored_and_cut_ones_ignored()
    {
        var labels = new LabelImage(64, 64);
        TestPairs.Disc(labels, 1, 30, 0, 8); // cut by the left border
        TestPairs.Disc(labels, 2, 12, 14, 5); // near it, whole
        TestPairs.Disc(labels, 3, 30, 63, 8); // cut by the right border

        var shrunk = new Augmenter(AugmentationOptions.None with { Scale = new(0.8, 0.8) });
        var left = shrunk.Apply(Window(labels, 12, 0, 40, 40, 0), 1).Labels.Pixels; // looks at columns -5 to 44
        var inside = shrunk.Apply(Window(labels, 12, 12, 40, 40, 0), 1).Labels.Pixels; // columns 7 to 56

        Assert.Contains(LabelImage.Ignore, left);
        Assert.DoesNotContain(1, left);
        Assert.Contains(2, left);
        Assert.Contains(3, inside);
        Assert.DoesNotContain(LabelImage.Ignore, inside);
    }

    [Fact]
    public void Magnifying_makes_objects_larger_by_the_square()
    {
        var labels = new LabelImage(100, 100);
        TestPairs.Disc(labels, 1, 49.5, 49.5, 15);

        var patch = new Augmenter(AugmentationOptions.None with { Scale = new(1.4, 1.4) }).Apply(Window(labels, 10, 10, 80, 80, 0), 1);

        Assert.Equal(1.96, patch.Labels.Pixels.Count(l => l == 1) / (double)labels.Pixels.Count(l => l == 1), 0.03);
    }

    [Fact]
    public void Elastic_deformation_never_folds()
    {
        // Column index as image: folding would make it decrease somewhere along a row.
        var ramp = new float[300 * 300];
        for (var i = 0; i < ramp.Length; i++)
        {
            ramp[i] = i % 300;
        }

        var normalized = Normalizer.Normalize(Image2D.FromFloats("ramp", 300, 300, ramp), new() { Kind = NormalizationKind.None });
        for (var n = 0; n < 5; n++)
        {
            var window = new PatchWindow("ramp", n, normalized, new LabelImage(300, 300), 100, 100, 100, 100);
            var patch = new Augmenter(AugmentationOptions.None with { Elastic = new(50, 50) }).Apply(window, 1).Image;
            for (var i = 1; i < patch.Length; i++)
            {
                Assert.True(i % 100 == 0 || patch[i] > patch[i - 1]);
            }
        }
    }

    [Fact]
    public void Intensity_changes_leave_the_labels_alone_and_do_what_they_say()
    {
        var window = Window(TestPairs.Discs("a", 90, 70).Labels, 10, 20, 48, 40, 3);
        var original = window.Cut();

        var scaled = new Augmenter(AugmentationOptions.None with { IntensityScale = new(2, 2), IntensityShift = new(0.25, 0.25) }).Apply(window, 1);
        var powered = new Augmenter(AugmentationOptions.None with { Gamma = new(2, 2) }).Apply(window, 1);
        var noisy = new Augmenter(AugmentationOptions.None with { Noise = new(0.5, 0.5) }).Apply(window, 1);

        Assert.Equal(original.Image.Select(v => (2 * v) + 0.25f), scaled.Image);
        Assert.Equal(original.Image.Select(v => v * v), powered.Image, (a, b) => Math.Abs(a - b) < 1e-4);
        Assert.Equal(0.25, noisy.Image.Zip(original.Image, (a, b) => (a - b) * (a - b)).Average(), 0.03);
        Assert.All([scaled, powered, noisy], p => Assert.Equal(original.Labels.Pixels, p.Labels.Pixels));
    }

    [Fact]
    public void Blur_keeps_the_sum_and_spreads_a_point_by_its_sigma()
    {
        var image = new float[41 * 41];
        image[(20 * 41) + 20] = 1;

        GaussianBlur.Apply(image, 41, 41, 2);

        Assert.Equal(1, image.Sum(), 1e-5);
        Assert.Equal(4, Enumerable.Range(0, image.Length).Sum(i => image[i] * ((i % 41) - 20) * ((i % 41) - 20)), 0.15);
    }

    [Fact]
    public void Channels_change_alike_unless_apart()
    {
        var plane = TestPairs.Discs("a", 40, 40).Labels.Pixels.Select(l => (byte)l).ToArray();
        var normalized = Normalizer.Normalize(new Image2D("two", 40, 40, [plane, plane]), new() { Kind = NormalizationKind.None });
        var window = new PatchWindow("two", 0, normalized, new LabelImage(40, 40), 4, 4, 32, 32);
        var options = AugmentationOptions.Default with { Noise = s_always };

        var alike = new Augmenter(options).Apply(window, 1).Image;
        var apart = new Augmenter(options with { ChannelsApart = true }).Apply(window, 1).Image;

        Assert.Equal(alike[..1024], alike[1024..]);
        Assert.NotEqual(apart[..1024], apart[1024..]);
    }

    [Fact]
    public void Switching_one_off_leaves_the_others_as_they_were()
    {
        var labels = TestPairs.Discs("a", 90, 70).Labels;
        var full = AugmentationOptions.Default with { Noise = new(0.1, 0.1) };

        for (var n = 0; n < 10; n++)
        {
            var with = new Augmenter(full).Apply(Window(labels, 10, 20, 48, 40, n), 1);
            var without = new Augmenter(full with { Blur = full.Blur with { Enabled = false }, Gamma = full.Gamma with { Enabled = false } }).Apply(Window(labels, 10, 20, 48, 40, n), 1);
            Assert.Equal(with.Labels.Pixels, without.Labels.Pixels);
        }
    }

    [Fact]
    public void Options_survive_json()
    {
        var options = AugmentationOptions.Default with { Flip = false, Scale = new(0.5, 2, 0.25, false), ElasticSpacing = 20 };

        var text = JsonConvert.SerializeObject(options);

        Assert.Equal(options, JsonConvert.DeserializeObject<AugmentationOptions>(text));
        Assert.Contains("\"scale\":{\"enabled\":false,\"probability\":0.25,\"min\":0.5,\"max\":2.0}", text);
    }

    [Fact]
    public void Impossible_ranges_are_refused_with_the_limits()
    {
        Assert.Contains("\"scale\" from 0 to 2 is not possible; choose 0.1 <= min <= max <= 10", Advice(AugmentationOptions.Default with { Scale = new(0, 2) }));
        Assert.Contains("\"rotation\" from 10 to -10", Advice(AugmentationOptions.Default with { Rotation = new(10, -10) }));
        Assert.Contains("\"noise\" has probability 2", Advice(AugmentationOptions.Default with { Noise = new(0, 1, 2) }));
        Assert.Contains("\"elastic_spacing\" is 1", Advice(AugmentationOptions.Default with { ElasticSpacing = 1 }));
    }

    private static string Advice(AugmentationOptions options) => Assert.Throws<UserAdviceException>(() => new Augmenter(options)).Message;

    private static PatchWindow Window(LabelImage labels, int y0, int x0, int h, int w, long number)
    {
        var pair = TestPairs.LabelsAsImage("test", labels);
        return new PatchWindow("test", number, Normalizer.Normalize(pair.Image, new() { Kind = NormalizationKind.None }), labels, y0, x0, h, w);
    }

    private static bool IsNearOutline(LabelImage labels, int index)
    {
        int cy = index / labels.Width, cx = index % labels.Width;
        for (var y = Math.Max(0, cy - 4); y <= Math.Min(labels.Height - 1, cy + 4); y++)
        {
            for (var x = Math.Max(0, cx - 4); x <= Math.Min(labels.Width - 1, cx + 4); x++)
            {
                if (labels[y, x] != labels[cy, cx])
                {
                    return true;
                }
            }
        }

        return cy < 4 || cx < 4 || cy >= labels.Height - 4 || cx >= labels.Width - 4;
    }
}
