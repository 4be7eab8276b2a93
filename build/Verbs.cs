namespace FijiBridge.Build;

/// <summary>The list of verbs, and how one follows another.</summary>
internal static class Verbs
{
    private const string Text = """
        usage: ./build.sh VERB        (Windows: .\build.ps1 VERB)

          setup     install what this machine lacks; does nothing when all is there
          build     compile everything, warnings are errors
          lint      check the format of the sources
          test      setup, lint, build, every test, the demo; ends with "N passed, N failed"
          demo      segment the sample images with the bundled model, print counts and accuracy
          bench     run the benchmarks: ./build.sh bench [NAME]; without a name it lists them
          package   make the zip for Fiji and ImageJ in artifacts/: ./build.sh package [linux-x64 win-x64 osx-arm64]
        """;

    /// <summary>Runs the steps until one returns an exit code other than 0; returns that code.</summary>
    public static int InOrder(params Func<int>[] steps)
    {
        foreach (Func<int> step in steps)
        {
            int code = step();
            if (code != 0)
            {
                return code;
            }
        }
        return 0;
    }

    public static int Help()
    {
        Console.WriteLine(Text);
        return 0;
    }

    public static int Unknown(string verb)
    {
        Console.Error.WriteLine($"There is no verb '{verb}'.");
        Console.Error.WriteLine(Text);
        return 2;
    }
}

/// <summary>A step cannot go on; the message says what to do.</summary>
internal sealed class BuildException(string message, int exitCode = 1) : Exception(message)
{
    public int ExitCode { get; } = exitCode;
}
