using FijiBridge.Engine.Images;
using FijiBridge.Engine.Instances;
using FijiBridge.Engine.Labels;
using FijiBridge.Engine.Models;
using FijiBridge.Engine.Polygons;
using FijiBridge.Engine.Runtime;
using FijiBridge.Engine.StarDist;

namespace FijiBridge.Engine.Tests.Network;

/// <summary>A network that knows the truth: the image is the label image itself, the maps are the training targets.</summary>
internal sealed class PerfectRuntime(StarDistConfig config) : INetworkRuntime
{
    public string Description => "truth";

    public int PreferredTile => 4096;

    public int Runs { get; private set; }

    public static StarDistModel Model(StarDistConfig config, out PerfectRuntime runtime)
    {
        runtime = new PerfectRuntime(config);
        return new StarDistModel(
            config, StarDistThresholds.Default, new ModelInfo { Name = "truth", Normalization = new NormalizationOptions { Kind = NormalizationKind.None } }, runtime);
    }

    public static Image2D ImageOf(LabelImage labels) => Image2D.FromFloats("labels", labels.Width, labels.Height, Array.ConvertAll(labels.Pixels, p => (float)p));

    public INetworkOutput Run(float[] image, int height, int width, bool flips)
    {
        Runs++;
        var labels = new LabelImage(width, height, Array.ConvertAll(image, p => (int)p));
        return new Output(
            height / config.GridY, width / config.GridX, config.NRays,
            ObjectProbability.Compute(labels, config.GridY, config.GridX), StarDistances.Compute(labels, new RayAngles(config.NRays), config.GridY, config.GridX));
    }

    public void Dispose()
    {
    }

    private sealed class Output(int height, int width, int nRays, float[] prob, float[] dist) : INetworkOutput
    {
        public int Height => height;

        public int Width => width;

        public float[] Prob => prob;

        public float[] GatherDist(long[] positions)
        {
            var rows = new float[positions.Length * nRays];
            for (var i = 0; i < positions.Length; i++)
            {
                for (var k = 0; k < nRays; k++)
                {
                    rows[(i * nRays) + k] = dist[(k * height * width) + (int)positions[i]];
                }
            }

            return rows;
        }

        public float[]? GatherClass(long[] positions) => null;

        public void Dispose()
        {
        }
    }
}
