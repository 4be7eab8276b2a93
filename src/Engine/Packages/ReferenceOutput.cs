using FijiBridge.Engine.Models;
using FijiBridge.Engine.Runtime;
using FijiBridge.Engine.Runtime.Cpu;
using FijiBridge.Engine.StarDist;
using FijiBridge.Engine.UNet;

namespace FijiBridge.Engine.Packages;

/// <summary>What the engine's own runtime makes of an image, in the layout of exported networks: against it they are checked.</summary>
internal static class ReferenceOutput
{
    /// <summary>Runs the network of a model on the CPU.</summary>
    /// <param name="folder">Model folder.</param>
    /// <param name="config">Its configuration.</param>
    /// <param name="weights">Its weights.</param>
    /// <param name="input">Normalised image, (channels, height, width).</param>
    /// <param name="height">Rows, a multiple of the divisor.</param>
    /// <param name="width">Columns, a multiple of the divisor.</param>
    /// <returns>(output channels, height, width).</returns>
    /// <exception cref="UserAdviceException">The network runs on libtorch alone, which is not here.</exception>
    public static float[] Of(string folder, INetworkConfig config, IReadOnlyDictionary<string, float[]> weights, float[] input, int height, int width)
    {
        try
        {
            return config is UNetConfig unet ? UNet(folder, unet, weights, input, height, width) : StarDist(folder, (StarDistConfig)config, weights, input, height, width);
        }
        catch (Exception e) when (e is DllNotFoundException || e.InnerException is DllNotFoundException)
        {
            throw new UserAdviceException("This network needs libtorch to be run, on this processor or on all, and it was not found; 'fijibridge doctor' says how to get it.", e);
        }
    }

    private static float[] UNet(string folder, UNetConfig config, IReadOnlyDictionary<string, float[]> weights, float[] input, int height, int width)
    {
        var device = ComputeDevice.Choose("cpu");
        using IMapRuntime runtime = NetworkRuntimes.NeedsNoLibtorch(config, device, new LibtorchRuntimeOptions())
            ? new CpuMapRuntime(config, weights)
            : new LibtorchMapRuntime(ModelFolder.LoadUNet(folder), device);
        return new PixelReading(config).Activate(runtime.Run(input, height, width));
    }

    private static float[] StarDist(string folder, StarDistConfig config, IReadOnlyDictionary<string, float[]> weights, float[] input, int height, int width)
    {
        var device = ComputeDevice.Choose("cpu");
        using var runtime = NetworkRuntimes.NeedsNoLibtorch(config, device, new LibtorchRuntimeOptions())
            ? new CpuRuntime(config, weights, threads: 0)
            : NetworkRuntimes.Create(ModelFolder.LoadNetwork(folder), device);
        using var maps = runtime.Run(input, height, width, flips: false);
        var cells = maps.Height * maps.Width;
        var positions = Enumerable.Range(0, cells).Select(i => (long)i).ToArray();
        float[] dist = maps.GatherDist(positions), classes = maps.GatherClass(positions) ?? [];
        int area = height * width, nClasses = classes.Length / cells;
        var output = new float[(1 + config.NRays + nClasses) * area];
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                int at = (y * width) + x, cell = (y / config.GridY * maps.Width) + (x / config.GridX);
                output[at] = y % config.GridY == 0 && x % config.GridX == 0 ? maps.Prob[cell] : 0;
                for (var k = 0; k < config.NRays; k++)
                {
                    output[((1 + k) * area) + at] = dist[(cell * config.NRays) + k];
                }

                for (var k = 0; k < nClasses; k++)
                {
                    output[((1 + config.NRays + k) * area) + at] = classes[(cell * nClasses) + k];
                }
            }
        }

        return output;
    }
}
