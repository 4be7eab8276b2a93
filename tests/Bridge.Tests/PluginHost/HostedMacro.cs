using FijiBridge.Bridge.PluginHost;
using FijiBridge.Bridge.Tests.Cli;
using FijiBridge.Engine;
using Xunit;

namespace FijiBridge.Bridge.Tests.PluginHost;

/// <summary>Macros in a folder of the test, run by <c>fijibridge macro</c>.</summary>
internal sealed class HostedMacro : IDisposable
{
    private readonly WorkFolder _folder;

    public HostedMacro()
    {
        var java = FijiBridge.Bridge.Tests.Jvm.Java.Host; // skips where there is no Java or no ImageJ
        Assert.NotNull(java);
        try
        {
            _ = PluginJar.Find(null);
        }
        catch (UserAdviceException e)
        {
            Assert.Skip(e.Message);
        }

        _folder = new WorkFolder(); // last: a test that skips itself disposes of nothing
    }

    /// <summary>A path in the folder.</summary>
    public string this[string name] => _folder[name];

    /// <summary>Writes a macro; quotes are single in the tests, for legibility.</summary>
    public string Write(string name, string macro)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder[name])!);
        File.WriteAllText(_folder[name], macro.Replace('\'', '"'));
        return _folder[name];
    }

    /// <summary>Runs a macro without a display.</summary>
    public CommandResult Run(string macro, params string[] arguments) => CommandLine.Run(["macro", Write("test.ijm", macro), .. arguments]);

    /// <summary>Runs a macro on a virtual display.</summary>
    public CommandResult RunOnDisplay(string macro, params string[] arguments) =>
        CommandLine.RunOnDisplay(["macro", Write("test.ijm", macro), .. arguments, "--display"]);

    public void Dispose() => _folder.Dispose();
}
