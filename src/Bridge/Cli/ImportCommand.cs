using System.CommandLine;
using FijiBridge.Engine.Exchange;
using FijiBridge.Engine.Models;

namespace FijiBridge.Bridge.Cli;

/// <summary><c>fijibridge import</c>: installs a model that a colleague sent.</summary>
internal static class ImportCommand
{
    private static readonly Argument<string> Source = new("FOLDER|ZIP|LINK") { Description = "A model of FijiBridge, a bioimage.io package, a model of StarDist for Python (config.json and weights_best.h5) or of Fiji's StarDist plugin; a link is http(s) and leads to a zip." };

    private static readonly Option<string?> Name = new("--name") { Description = "Its name here (that of the folder or zip).", HelpName = "NAME" };

    private static readonly Option<string?> To = new("--to") { Description = "The folder of models that receives it (the user's own).", HelpName = "FOLDER" };

    private static readonly Option<bool> Overwrite = new("--overwrite") { Description = "Replace a model of the same name." };

    private static readonly Option<string?> Sha256 = new("--sha256") { Description = "The zip's sha256 as its author gives it.", HelpName = "HASH" };

    /// <summary>Creates the command.</summary>
    public static Command Create()
    {
        var command = new Command("import", "Install a model from a folder, a zip or a link.") { Source, Name, To, Overwrite, Sha256 };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parse)
    {
        using var interruption = new Interruption();
        var options = new ImportOptions { Name = parse.GetValue(Name), Overwrite = parse.GetValue(Overwrite), Sha256 = parse.GetValue(Sha256) };
        var model = ProgressView.Run("Importing", view => ModelImporter.Import(
            parse.GetRequiredValue(Source), parse.GetValue(To) ?? ModelCatalog.UserFolder, options, view.Reporter(), interruption.Token));
        Terminal.Result($"{model.Folder}: {ModelFolder.LoadConfig(model.Folder).Describe()}");
        foreach (var notice in model.Notices)
        {
            Terminal.Note(notice);
        }

        Terminal.Note($"Use it with 'fijibridge segment --model {model.Name}', or in Fiji by this name.");
        return ExitCode.Success;
    }
}
