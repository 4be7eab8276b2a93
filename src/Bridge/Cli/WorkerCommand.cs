using System.CommandLine;
using FijiBridge.Bridge.Doctor;
using FijiBridge.Bridge.Server;
using Newtonsoft.Json.Linq;

namespace FijiBridge.Bridge.Cli;

/// <summary><c>fijibridge worker</c>: serves the ImageJ plugin and other programs over stdin and stdout (docs/protocol.md).</summary>
internal static class WorkerCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create()
    {
        var command = new Command("worker", "Serve another program, such as the ImageJ plugin: requests on stdin, answers on stdout (docs/protocol.md).");
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parse)
    {
        WorkerProgram.Run(ModelOption.Catalog(parse), () => JArray.FromObject(DoctorReport.Examine(parse)), LogSetup.Path);
        return ExitCode.Success;
    }
}
