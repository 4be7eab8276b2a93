using System.CommandLine;
using FijiBridge.Engine;
using FijiBridge.Engine.Images;
using Newtonsoft.Json.Linq;
using NLog;

namespace FijiBridge.Bridge.Cli;

/// <summary><c>fijibridge info</c>: what image files hold, without reading their pixels. One bad file does not stop the others.</summary>
internal static class InfoCommand
{
    private static readonly Logger Log = LogManager.GetLogger("FijiBridge.Info");

    private static readonly Argument<string[]> Inputs = new("FILES") { Description = "Image files, folders, or patterns such as \"data/**/*.nd2\".", Arity = ArgumentArity.OneOrMore };

    private static readonly Option<bool> Recursive = new("--recursive") { Description = "Also images in the subfolders of a folder." };

    private static readonly Option<bool> All = new("--all") { Description = "Also all keys and values that the file's maker wrote." };

    private static readonly Option<bool> Json = new("--json") { Description = "Print JSON: a list with one object for each file." };

    /// <summary>Creates the command.</summary>
    public static Command Create()
    {
        var command = new Command("info", "Tell what image files hold: format, sizes, series, pixel size, channels, times.") { Inputs, Recursive, All, Json };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parse)
    {
        using var interruption = new Interruption();
        var found = InputFiles.Find(parse.GetRequiredValue(Inputs), parse.GetValue(Recursive), [], null);
        var files = found.Images.Select(i => i.Path).ToList();
        var reader = ImageReaders.Start(parse);
        var json = parse.GetValue(Json) ? new JArray() : null;
        var exitCode = ExitCode.Success;
        for (var i = 0; i < files.Count; i++)
        {
            interruption.Token.ThrowIfCancellationRequested();
            try
            {
                var info = reader.ReadInfo(files[i], parse.GetValue(All));
                if (json is not null)
                {
                    json.Add(InfoJson.Of(info));
                    continue;
                }

                foreach (var line in InfoReport.Lines(info))
                {
                    Terminal.Result(line);
                }
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                exitCode = Math.Max(exitCode, Report(files[i], e, json));
            }
        }

        foreach (var folder in found.Unreadable)
        {
            exitCode = Math.Max(exitCode, Report(folder.Path, new UserAdviceException(folder.Advice), json));
        }

        if (json is not null)
        {
            Terminal.Result(json.ToString());
        }

        return exitCode;
    }

    private static int Report(string file, Exception failure, JArray? json)
    {
        var advice = ErrorPolicy.AdviceFor(failure);
        if (advice is null)
        {
            Log.Error(failure, "{0}", file);
        }

        var text = advice ?? $"{file}: {ErrorPolicy.CauseChain(failure)}";
        Terminal.Error(text);
        json?.Add(new JObject { ["file"] = file, ["error"] = text });
        return advice is null ? ExitCode.Fault : ExitCode.Advice;
    }
}
