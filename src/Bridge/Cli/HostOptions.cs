using System.CommandLine;
using FijiBridge.Bridge.Doctor;
using FijiBridge.Bridge.PluginHost;
using FijiBridge.Bridge.Server;
using FijiBridge.Engine;
using Newtonsoft.Json.Linq;
using NLog;

namespace FijiBridge.Bridge.Cli;

/// <summary>What the commands share that host ImageJ with its plugins.</summary>
internal static class HostOptions
{
    /// <summary>--fiji, the ImageJ or Fiji whose plugins are there too.</summary>
    public static Option<string?> Fiji { get; } = new("--fiji")
    {
        Description = "Folder of the ImageJ or Fiji that is hosted, with its plugins; default: --imagej, the ImageJ that this program was unpacked into, or what 'fijibridge doctor' names.",
        HelpName = "DIR",
    };

    /// <summary>Starts ImageJ in this process.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="windows">True where windows may open.</param>
    /// <param name="exiting">Tells the user about a System.exit; returns the exit code.</param>
    public static HostedImageJ Start(ParseResult parse, bool windows, Func<int> exiting)
    {
        var folder = parse.GetValue(Fiji);
        if (folder is not null && !Directory.Exists(folder))
        {
            throw new UserAdviceException($"--fiji is '{folder}', which is no folder; name the folder that holds ImageJ's or Fiji's plugins and jars.");
        }

        var options = HostedImageJOptions.For(
            folder ?? parse.GetValue(GlobalOptions.ImageJ) ?? PluginJar.ImageJAround(AppContext.BaseDirectory),
            parse.GetValue(GlobalOptions.BioFormats),
            windows);
        var catalog = ModelOption.Catalog(parse);
        return HostedImageJ.Start(
            options,
            (requests, responses, started) =>
                WorkerProgram.Serve(requests, responses, catalog, () => JArray.FromObject(DoctorReport.Examine(parse)), LogSetup.Path, started),
            () =>
            {
                var code = exiting();
                LogManager.Shutdown();
                return code;
            });
    }
}
