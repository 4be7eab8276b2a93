using System.Globalization;
using FijiBridge.Engine.Data;
using FijiBridge.Engine.Data.Augmentation;
using FijiBridge.Engine.Images;
using FijiBridge.Engine.Labels;

namespace FijiBridge.Engine.Simulation;

/// <summary>
/// Makes fluorescence images of nuclei with their truth, for samples and tests. The same options and seed give the same
/// pixels on every machine.
/// </summary>
/// <remarks>
/// Light goes the way of a widefield microscope: brightness of each nucleus times chromatin texture; a sharp and an
/// out-of-focus image of it; uneven illumination; background; photon (Poisson) and read noise; offset and clipping by the
/// camera. The truth is the outline before blur.
/// </remarks>
public static class NucleiSimulator
{
    /// <summary>Simulates one image.</summary>
    /// <param name="options">Scene and microscope.</param>
    /// <param name="seed">Chooses everything random.</param>
    /// <returns>An 8- or 16-bit image named nuclei-SEED, and labels 1..n without gaps; fewer than wanted where there is no room.</returns>
    /// <exception cref="UserAdviceException">An option is not possible.</exception>
    public static TrainingPair Simulate(NucleiSimulatorOptions options, long seed)
    {
        options.Validate();
        var labels = NucleiLayout.Draw(options, new SeededRandom(seed, 1));
        var photons = Light(options, labels, seed);
        Illuminate(options, photons, new SeededRandom(seed, 3));
        var name = "nuclei-" + seed.ToString(CultureInfo.InvariantCulture);
        var plane = Expose(options, photons, new SeededRandom(seed, 4));
        return new TrainingPair(name, new Image2D(name, options.Width, options.Height, [plane], options.PixelSize), labels);
    }

    /// <summary>Several images, seeds <paramref name="firstSeed"/>, + 1, ..., as a training set made on demand.</summary>
    public static ITrainingSet Set(NucleiSimulatorOptions options, int count, long firstSeed) => new SimulatedSet(options, count, firstSeed);

    /// <summary>Photons from the nuclei in each pixel, through the optics.</summary>
    private static float[] Light(NucleiSimulatorOptions options, LabelImage labels, long seed)
    {
        int width = options.Width, height = options.Height;
        var random = new SeededRandom(seed, 2);
        var brightness = new float[labels.Pixels.Max() + 1];
        for (var id = 1; id < brightness.Length; id++)
        {
            brightness[id] = (float)(options.Photons * Math.Max(0.2, 1 + (options.BrightnessVariation * random.NextNormal())));
        }

        var texture = Texture(width, height, options.RadiusMin / 4, random);
        var sharp = new float[width * height];
        for (var i = 0; i < sharp.Length; i++)
        {
            var id = labels.Pixels[i];
            sharp[i] = id == 0 ? 0 : brightness[id] * MathF.Max(0, 1 + ((float)options.Texture * texture[i]));
        }

        var halo = (float[])sharp.Clone();
        GaussianBlur.Apply(sharp, height, width, options.Blur);
        GaussianBlur.Apply(halo, height, width, options.OutOfFocusBlur);
        var part = (float)options.OutOfFocus;
        for (var i = 0; i < sharp.Length; i++)
        {
            sharp[i] = ((1 - part) * sharp[i]) + (part * halo[i]);
        }

        return sharp;
    }

    /// <summary>Smooth noise of mean 0 and standard deviation 1, correlated over about <paramref name="sigma"/> pixels.</summary>
    private static float[] Texture(int width, int height, double sigma, SeededRandom random)
    {
        var noise = new float[width * height];
        random.AddNormalNoise(noise, 1);
        GaussianBlur.Apply(noise, height, width, sigma);
        double squares = 0;
        foreach (var v in noise)
        {
            squares += (double)v * v;
        }

        var scale = (float)(1 / Math.Sqrt(Math.Max(squares / noise.Length, 1e-12)));
        return Array.ConvertAll(noise, v => v * scale);
    }

    /// <summary>Adds the background and applies uneven illumination, a plane tilted in a random direction.</summary>
    private static void Illuminate(NucleiSimulatorOptions options, float[] photons, SeededRandom random)
    {
        var (sin, cos) = PortableMath.SinCos(random.Uniform(0, 2 * Math.PI));
        double diagonal = Math.Sqrt(((double)options.Width * options.Width) + ((double)options.Height * options.Height));
        for (var y = 0; y < options.Height; y++)
        {
            for (var x = 0; x < options.Width; x++)
            {
                var along = (((y - (options.Height / 2.0)) * sin) + ((x - (options.Width / 2.0)) * cos)) / diagonal; // -1/2..1/2
                var i = (y * options.Width) + x;
                photons[i] = (float)((photons[i] + options.BackgroundPhotons) * (1 + (options.Gradient * along)));
            }
        }
    }

    /// <summary>What the camera records: noise, gain, offset, whole grey values.</summary>
    private static Array Expose(NucleiSimulatorOptions options, float[] photons, SeededRandom random)
    {
        var greatest = (1 << options.BitDepth) - 1;
        var gain = (greatest - options.Offset) / (3 * (options.Photons + options.BackgroundPhotons));
        var grey = new int[photons.Length];
        for (var i = 0; i < grey.Length; i++)
        {
            var counted = Poisson(photons[i], random) + (options.ReadNoise * random.NextNormal());
            grey[i] = (int)Math.Clamp(Math.Floor((counted * gain) + options.Offset + 0.5), 0, greatest);
        }

        return options.BitDepth == 8 ? Array.ConvertAll(grey, g => (byte)g) : Array.ConvertAll(grey, g => (ushort)g);
    }

    /// <summary>A Poisson deviate: by multiplication (Knuth) below 30, by the normal approximation above.</summary>
    private static double Poisson(double mean, SeededRandom random)
    {
        if (mean >= 30)
        {
            return Math.Max(0, Math.Floor(mean + (Math.Sqrt(mean) * random.NextNormal()) + 0.5));
        }

        var limit = PortableMath.Exp(-mean);
        var count = 0;
        for (var product = random.NextDouble(); product > limit; product *= random.NextDouble())
        {
            count++;
        }

        return count;
    }

    private sealed class SimulatedSet(NucleiSimulatorOptions options, int count, long firstSeed) : ITrainingSet
    {
        public int Count => count;

        public string NameOf(int index) => "nuclei-" + (firstSeed + index).ToString(CultureInfo.InvariantCulture);

        public TrainingPair Load(int index) => Simulate(options, firstSeed + index);
    }
}
