using System.Runtime.CompilerServices;

namespace FijiBridge.Bridge.Tests;

/// <summary>What the programs that the tests start leave behind: their log lies in a folder that ends with the tests, not in that of whoever runs them.</summary>
internal static class TestState
{
#pragma warning disable CA2255
    [ModuleInitializer]
    internal static void UseOwnFolder()
    {
        var folder = Directory.CreateTempSubdirectory("fijibridge-state-").FullName;
        Environment.SetEnvironmentVariable("XDG_STATE_HOME", folder);

        // .NET's sockets for debuggers and profilers, which programs that are killed would leave in the folder for temporary files
        Environment.SetEnvironmentVariable("DOTNET_EnableDiagnostics", "0");
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
    }
#pragma warning restore CA2255
}
