using System.Diagnostics;

using FijiBridge.Bridge.Protocol;
using FijiBridge.Bridge.Tests.Protocol;

using Xunit;

namespace FijiBridge.Bridge.Tests.Server;

/// <summary>The worker as a process of its own.</summary>
public sealed class WorkerProcessTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("fb-worker-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_client_in_another_language_is_served()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && File.Exists("/usr/bin/python3"), "/usr/bin/python3 is not there.");
        var model = TinyModel.Save(_folder, "Kerne µm 細胞");
        var script = Path.Combine(Fixtures.Root, "tests", "Bridge.Tests", "Server", "foreign_client.py");
        var (exit, output, errors) = Run("/usr/bin/python3", "", script, model, "dotnet", Program, "worker");
        Assert.True(exit == 0, output + errors);
        Assert.StartsWith("objects: ", output);
    }

    [Fact]
    public void Requests_in_a_pipe_are_answered_before_the_end_and_nothing_else_is_on_stdout()
    {
        var requests = Fixtures.Line("request-describe.json") + "\nno JSON\n" + Fixtures.Line("request-models.json") + "\n";
        var (exit, output, _) = Run("dotnet", requests, Program, "worker");
        Assert.Equal(0, exit);
        var responses = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(MessageCodec.DecodeResponse).ToList();
        Assert.Equal(4, responses.Count);
        Assert.Equal(2, responses.OfType<CompletionResponse>().Count());
    }

    private static string Program => Path.Combine(AppContext.BaseDirectory, "fijibridge.dll");

    private static (int Exit, string Output, string Errors) Run(string program, string input, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync();
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEnd();
        Assert.True(process.WaitForExit(TimeSpan.FromSeconds(60)));
        return (process.ExitCode, output, errors.Result);
    }
}
