using FijiBridge.Engine.Instances;
using FijiBridge.Engine.Models;
using FijiBridge.Engine.Runtime;
using FijiBridge.Engine.Scripts;

namespace FijiBridge.Engine.Exchange;

/// <summary>
/// Installs a TorchScript network of another program: reads from the package how it is used, runs it on the package's test image and
/// compares with the package's test output.
/// </summary>
internal static class ScriptImporter
{
    // what other versions of libtorch may make of the same network
    private const double Tolerance = 1e-2;

    /// <summary>Installs it.</summary>
    /// <param name="package">The package.</param>
    /// <param name="network">TorchScript file.</param>
    /// <param name="target">Model folder to create or replace.</param>
    /// <param name="info">Description.</param>
    /// <param name="notices">Receives what the user should know.</param>
    /// <param name="ct">Stops before the network is run.</param>
    /// <exception cref="UserAdviceException">It cannot be used or does not give its own test output; the message says why.</exception>
    public static void Import(ForeignPackage package, string network, string target, ModelInfo info, List<string> notices, CancellationToken ct)
    {
        TorchScriptScreen.Check(network);
        ForeignTensor input = ForeignTensor.Input(package), output = ForeignTensor.Output(package);
        if (package.Description.Maps("outputs").Count > 1)
        {
            notices.Add("The network gives several outputs; the first is used.");
        }

        if (!output['y']!.KeepsSize || !output['x']!.KeepsSize)
        {
            throw new UserAdviceException($"The network of {package.Description.Text("name")} gives an output of another size than its input; such networks cannot be used.");
        }

        var test = output.Test is { } file ? TestArray.Read(file, output.Letters) : null;
        var objects = ForeignObjects.Of(output, package.Description.Texts("tags"), test);
        var config = new ScriptConfig
        {
            NChannelIn = Math.Max(1, input['c']?.Min ?? 1),
            InputAxes = input.Letters,
            OutputAxes = output.Letters,
            MinSize = [input['y']!.Min, input['x']!.Min],
            SizeStep = [input['y']!.Step, input['x']!.Step],
            Halo = [output['y']!.Halo, output['x']!.Halo],
            OutputChannels = output.Channels,
            Preprocessing = input.Steps,
            Postprocessing = output.Steps,
            Objects = objects.Reading,
            ObjectChannel = objects.Channel,
            BorderChannel = objects.Border,
        };
        config.Check();
        info = info with { PixelWidthMicrons = Microns(input['x']!), PixelHeightMicrons = Microns(input['y']!) };
        ct.ThrowIfCancellationRequested();
        using (var runtime = new ScriptRuntime(network, config, ComputeDevice.Choose("cpu")))
        {
            notices.Add(Try(new ScriptModel(config, InstanceThresholds.Default, info, runtime), input, test, ct));
        }

        if (objects.IsGuess)
        {
            notices.Add("The package does not say what its output channels are; config.json of the model says how objects are read from them and may be changed.");
        }

        ModelFolder.Save(target, network, config, info, package.Card, folder => KeptPackage.Write(package, folder));
    }

    private static string Try(ScriptModel model, ForeignTensor input, Planes? expected, CancellationToken ct)
    {
        if (input.Test is null || expected is null)
        {
            return "Not checked: the package brings no test image.";
        }

        var got = model.Run(TestArray.Read(input.Test, input.Letters), null, ct, Instances.SegmentOptions.NoTiles);
        if (got.Values.Length != expected.Values.Length)
        {
            throw new UserAdviceException($"The network gives {got.Channels} x {got.Height} x {got.Width} numbers for its test image, the package's test output has {expected.Channels} x {expected.Height} x {expected.Width}; the package is damaged.");
        }

        double difference = 0, largest = 0;
        for (var i = 0; i < got.Values.Length; i++)
        {
            difference = Math.Max(difference, Math.Abs(got.Values[i] - expected.Values[i]));
            largest = Math.Max(largest, Math.Abs(expected.Values[i]));
        }

        // also true for NaN
        return !(difference <= Tolerance * Math.Max(largest, 1e-6))
            ? throw new UserAdviceException(FormattableString.Invariant(
                $"The network does not give the package's own test output (largest difference {difference:g3} of values up to {largest:g3}); the package is damaged or needs something that it does not declare."))
            : FormattableString.Invariant($"Checked: it gives the package's own test output, to {difference:0.0e+0} of values up to {largest:g3}.");
    }

    private static double? Microns(ForeignAxis axis) => axis.Unit switch
    {
        "micrometer" => axis.Scale,
        "nanometer" => axis.Scale / 1000,
        "millimeter" => axis.Scale * 1000,
        _ => null,
    };
}
