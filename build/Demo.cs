using System.Globalization;

namespace FijiBridge.Build;

/// <summary>
/// Segments the sample images with the bundled model and compares the result with the samples' truth, all through the
/// command-line program, as a user would, and once more in ImageJ through the plugin.
/// </summary>
internal static class Demo
{
    private const string Model = "nuclei";

    /// <summary>The samples are easy; a right engine scores far above this at IoU 0.5 and a broken one far below.</summary>
    private const double LowestAccuracy = 0.7;

    private static string Images => Repository.Under("samples", "images");

    private static string Masks => Repository.Under("samples", "masks");

    private static string Results => Path.Combine(Repository.Artifacts, "demo");

    public static int Run()
    {
        if (Missing() is { } missing)
        {
            Shell.Say("demo: " + missing);
            return 1;
        }
        return Play() is { } failure ? throw new BuildException("demo: " + failure) : 0;
    }

    /// <summary>The demo as one test among the others.</summary>
    public static void RunAsTest(TestTotals totals)
    {
        if (Missing() is { } missing)
        {
            totals.Skip("demo", missing);
        }
        else if (Play() is { } failure)
        {
            totals.Fail("demo", failure);
        }
        else
        {
            totals.Pass();
        }
    }

    private static string? Missing() =>
        !Directory.Exists(Images) || !Directory.Exists(Masks) ? "samples/images and samples/masks are not in this checkout"
        : !Directory.Exists(Repository.Under("models", Model)) ? $"models/{Model} is not in this checkout"
        : null;

    /// <summary>Plays the demo; returns what went wrong, or null.</summary>
    private static string? Play()
    {
        Shell.Say($"demo: segmenting {Path.GetRelativePath(Repository.Root, Images)} with the model '{Model}'");
        string program = Repository.CommandLineProgram;
        string model = Repository.Under("models", Model);
        int code = Shell.Run(Shell.DotNet, [program, "segment", Images, "--model", model, "--out", Results, "--overwrite"]);
        if (code != 0)
        {
            return $"fijibridge segment ended with exit code {code}";
        }
        string table = Path.Combine(Results, "accuracy.csv");
        code = Shell.Run(Shell.DotNet, [program, "evaluate", Masks, Results, "--csv", table]);
        if (code != 0)
        {
            return $"fijibridge evaluate ended with exit code {code}";
        }
        double accuracy = PooledAccuracy(table, "0.50");
        string[] pictures = Directory.GetFiles(Results, "*_overlay.png").Order(StringComparer.Ordinal).ToArray();
        Console.WriteLine();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Accuracy against the samples' truth: AP {accuracy:0.000} at IoU 0.5, {PooledAccuracy(table, "0.75"):0.000} at 0.75."));
        Console.WriteLine("Pictures with the outlines drawn in:");
        pictures.ToList().ForEach(p => Console.WriteLine("  " + p));
        if (pictures.Length == 0)
        {
            return "no overlay picture was written";
        }
        if (PluginDemo.Play() is { } trouble)
        {
            return trouble;
        }
        return accuracy >= LowestAccuracy ? null : string.Create(CultureInfo.InvariantCulture, $"AP {accuracy:0.000} at IoU 0.5 is below {LowestAccuracy}; something is broken");
    }

    /// <summary>Reads AP from the row of all images together.</summary>
    private static double PooledAccuracy(string table, string iou)
    {
        string[][] rows = File.ReadAllLines(table).Select(l => l.Split(',')).ToArray();
        int column = Array.IndexOf(rows[0], "ap");
        string[] row = rows.FirstOrDefault(r => r[0] == "(pooled)" && r[1] == iou)
            ?? throw new BuildException($"{table} has no row '(pooled),{iou}'.");
        return double.Parse(row[column], CultureInfo.InvariantCulture);
    }
}
