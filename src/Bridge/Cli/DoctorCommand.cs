using System.CommandLine;
using FijiBridge.Bridge.Doctor;
using Newtonsoft.Json;

namespace FijiBridge.Bridge.Cli;

/// <summary><c>fijibridge doctor</c>: what was found, what lacks and how to get it. Exit code 0 where segmenting can run.</summary>
internal static class DoctorCommand
{
    private static readonly Option<bool> Json = new("--json") { Description = "Print the findings as JSON." };

    /// <summary>Creates the command.</summary>
    public static Command Create()
    {
        var command = new Command("doctor", "Tell what was found on this machine (libtorch, GPU, Java, ImageJ, models) and how to get what lacks.") { Json };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parse)
    {
        var findings = DoctorReport.Examine(parse);
        var usable = findings.All(f => f.State != FindingState.Missing);
        if (parse.GetValue(Json))
        {
            Terminal.Result(JsonConvert.SerializeObject(new { usable, findings }, Formatting.Indented));
        }
        else
        {
            Print(findings, usable);
        }

        return usable ? ExitCode.Success : ExitCode.Advice;
    }

    private static void Print(IReadOnlyList<Finding> findings, bool usable)
    {
        var table = new TextTable("", "", "").AlignLeft(1, 2);
        foreach (var finding in findings)
        {
            table.Add(Mark(finding.State), finding.Name, finding.Detail);
            if (finding.Remedy is { } remedy)
            {
                table.Add("", "", "-> " + remedy);
            }
        }

        foreach (var line in table.Lines().Skip(1))
        {
            Terminal.Result(line);
        }

        Terminal.Result(usable ? "Everything that segmenting needs is there." : "Something that segmenting needs is missing, see above.");
    }

    private static string Mark(FindingState state) => state switch
    {
        FindingState.Ok => "ok",
        FindingState.Optional => "--",
        _ => "MISSING",
    };
}
