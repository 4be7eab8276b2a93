using System.Globalization;
using System.IO.Compression;
using FijiBridge.Engine.Exchange;
using FijiBridge.Engine.Models;
using FijiBridge.Engine.StarDist;
using FijiBridge.Engine.UNet;
using Xunit;

namespace FijiBridge.Engine.Tests.Exchange;

/// <summary>
/// Exported models of every kind, opened by other people's software: their word that the files are what they say. Prints the table
/// of the largest differences. Both programs start once for all models, since loading PyTorch takes seconds.
/// </summary>
public sealed class WitnessTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("fijibridge-witness-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private static readonly StarDistConfig StarDist = new() { NRays = 8, UnetNDepth = 2, UnetNFilterBase = 8, NetConvAfterUnet = 16 };
    private static readonly UNetConfig UNet = new() { Depth = 2, FilterBase = 8 };

    private static readonly Dictionary<string, INetworkConfig> Models = new()
    {
        ["stardist"] = StarDist,
        ["stardist-grid-2-classes-batch-norm"] = StarDist with { Grid = [2, 2], NClasses = 2, UnetBatchNorm = true, NChannelIn = 3 },
        ["unet-depth-batch-norm"] = UNet with { Norm = UNetNorm.Batch, NChannelIn = 2 },
        ["unet-depth-group-norm-dropout"] = UNet with { Norm = UNetNorm.Group, Dropout = 0.3 },
        ["unet-boundary"] = UNet with { Norm = UNetNorm.None, Output = UNetOutput.Boundary },
        ["unet-foreground"] = UNet with { Output = UNetOutput.Semantic },
        ["unet-five-classes"] = UNet with { Output = UNetOutput.Semantic, NClasses = 4 },
    };

    [Fact]
    public void Python_and_onnx_runtime_get_from_every_export_what_the_model_gives()
    {
        Assert.SkipUnless(WitnessPrograms.NoPython is null, WitnessPrograms.NoPython ?? "");
        var folders = Models.Select(m => Export(m.Key, SavedModel.Write(Path.Combine(_root, "models", m.Key), m.Value, m.Key)))
            .Concat(BundledModels().Select(f => Export($"bundled {Path.GetFileName(f)}", f))).ToList();
        var asTheyAre = BundledModels().Select(Zipped).ToList();
        var rows = Rows(WitnessPrograms.WithPython([.. folders, .. asTheyAre]));
        if (WitnessPrograms.NoNode is null)
        {
            rows.AddRange(Rows(WitnessPrograms.WithNode(folders)));
        }

        Print(rows);
        Assert.All(folders, f => Assert.Equal(
            5 + (Directory.Exists(Path.Combine(f, "keras")) ? 1 : 0) + (WitnessPrograms.NoNode is null ? 1 : 0), rows.Count(r => r.Model == Path.GetFileName(f))));
        Assert.Equal(2, asTheyAre.Count);
        Assert.All(asTheyAre, f => Assert.Equal(2, rows.Count(r => r.Model == Path.GetFileName(f)))); // schema, state dict
        Assert.All(rows, r => Assert.True(r.Difference <= 1e-4 * Math.Max(1, r.Largest), r.ToString()));
        Assert.Equal(WitnessPrograms.NoNode, rows.Any(r => r.Runtime.StartsWith("ONNX Runtime", StringComparison.Ordinal)) ? null : WitnessPrograms.NoNode);
    }

    private string Export(string name, string model)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_root, name)).FullName;
        var zip = Path.Combine(_root, $"{name}.zip");
        _ = ModelExporter.Export(model, ExportFormat.Bioimageio, zip);
        ZipFile.ExtractToDirectory(zip, Path.Combine(folder, "package"));
        if (ModelFolder.LoadConfig(model) is StarDistConfig)
        {
            _ = ModelExporter.Export(model, ExportFormat.StarDist, Path.Combine(folder, "keras"));
        }

        return folder;
    }

    // a model folder as a user would zip it
    private string Zipped(string model)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_root, $"zipped {Path.GetFileName(model)}")).FullName;
        ZipFile.CreateFromDirectory(model, folder + ".zip");
        ZipFile.ExtractToDirectory(folder + ".zip", Path.Combine(folder, "package"));
        return folder;
    }

    private static IEnumerable<string> BundledModels([System.Runtime.CompilerServices.CallerFilePath] string source = "") =>
        Directory.EnumerateDirectories(Path.GetFullPath(Path.Combine(Path.GetDirectoryName(source)!, "..", "..", "..", "models"))).Where(ModelFolder.IsModel).Order(StringComparer.Ordinal);

    private static List<Row> Rows((int ExitCode, string Output) run)
    {
        Assert.True(run.ExitCode == 0, run.Output);
        return [.. run.Output.Split('\n').Select(l => l.Split('\t')).Where(c => c.Length == 4).Select(c => new Row(
            c[0], c[1], double.Parse(c[2], CultureInfo.InvariantCulture), double.Parse(c[3], CultureInfo.InvariantCulture)))];
    }

    // straight to the console, so that the table stands in CI's log
    private static void Print(List<Row> rows)
    {
        Console.WriteLine("Largest differences of exported models in other runtimes:");
        foreach (var row in rows.OrderBy(r => r.Model, StringComparer.Ordinal).ThenBy(r => r.Runtime, StringComparer.Ordinal))
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {row.Model,-36} {row.Runtime,-32} {(row.Difference > 0 ? row.Difference.ToString("0.0e+0", CultureInfo.InvariantCulture) : "none")}{(row.Largest > 0 ? $" of values up to {row.Largest:0.###}" : "")}"));
        }
    }

    private sealed record Row(string Model, string Runtime, double Difference, double Largest);
}
