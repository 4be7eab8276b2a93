using System.Runtime.CompilerServices;

namespace FijiBridge.Bridge.Tests;

/// <summary>
/// What the programs that the tests start get from whoever runs the tests, and leave to them: no options that change what they say or
/// do, and a log in a folder that ends with the tests.
/// </summary>
internal static class TestState
{
#pragma warning disable CA2255
    [ModuleInitializer]
    internal static void UseOwnFolder()
    {
        // Java names these options on standard error; a Slurm job's variables are taken for options of the jobs that it sends
        foreach (var name in Environment.GetEnvironmentVariables().Keys.Cast<string>())
        {
            if (name is "JAVA_TOOL_OPTIONS" or "_JAVA_OPTIONS" or "FIJIBRIDGE_MODELS" || name.StartsWith("SLURM_", StringComparison.Ordinal) || name.StartsWith("SBATCH_", StringComparison.Ordinal))
            {
                Environment.SetEnvironmentVariable(name, null);
            }
        }

        var folder = Directory.CreateTempSubdirectory("fijibridge-state-").FullName;
        Environment.SetEnvironmentVariable("XDG_STATE_HOME", folder);

        // .NET's sockets for debuggers and profilers, which programs that are killed would leave in the folder for temporary files
        Environment.SetEnvironmentVariable("DOTNET_EnableDiagnostics", "0");
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
    }
#pragma warning restore CA2255
}
