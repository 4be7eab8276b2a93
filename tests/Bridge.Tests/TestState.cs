using System.Runtime.CompilerServices;

namespace FijiBridge.Bridge.Tests;

/// <summary>The log of every program that the tests start lies in a folder that ends with them, not in that of whoever runs them.</summary>
internal static class TestState
{
#pragma warning disable CA2255
    [ModuleInitializer]
    internal static void UseOwnFolder()
    {
        var folder = Directory.CreateTempSubdirectory("fijibridge-state-").FullName;
        Environment.SetEnvironmentVariable("XDG_STATE_HOME", folder);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
    }
#pragma warning restore CA2255
}
