using System.CommandLine;
using System.Globalization;
using FijiBridge.Engine;
using FijiBridge.Engine.Models;

namespace FijiBridge.Bridge.Cli;

/// <summary><c>fijibridge models</c>: what models there are, what one of them says of itself, and where they are looked for.</summary>
internal static class ModelsCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create()
    {
        var list = new Command("list", "List the models that were found.");
        list.SetAction(List);
        var name = new Argument<string>("NAME|FOLDER") { Description = "The model." };
        var show = new Command("show", "Show the card of a model: data, accuracy, thresholds, licence.") { name };
        show.SetAction(parse => Show(parse, parse.GetRequiredValue(name)));
        var where = new Command("where", "Show the folders in which models are looked for, first one first.");
        where.SetAction(Where);
        var command = new Command("models", "List and show models.") { list, show, where };
        command.SetAction(List);
        return command;
    }

    private static int List(ParseResult parse)
    {
        var catalog = ModelOption.Catalog(parse);
        var models = catalog.List();
        if (models.Count == 0)
        {
            Terminal.Note($"No model was found in {string.Join(", ", catalog.Folders)}; train one with 'fijibridge train' or copy a model folder into one of these.");
            return ExitCode.Success;
        }

        var table = new TextTable("name", "kind", "channels", "AP at IoU .5", "pixel size", "licence", "description").AlignLeft(1, 5, 6);
        foreach (var model in models)
        {
            table.Add(Row(model));
        }

        foreach (var line in table.Lines())
        {
            Terminal.Result(line);
        }

        return ExitCode.Success;
    }

    private static string[] Row(ModelEntry model)
    {
        try
        {
            var (config, info) = (ModelFolder.LoadConfig(model.Folder), ModelFolder.LoadInfo(model.Folder));
            var accuracy = info.Metrics.SelectMany(m => m.Rows).LastOrDefault(r => Math.Abs(r.Iou - 0.5) < 1e-6);
            return
            [
                model.Name, info.Task, $"{config.NChannelIn}",
                accuracy is null ? "-" : accuracy.AveragePrecision.ToString("0.000", CultureInfo.InvariantCulture),
                info.PixelWidthMicrons is { } microns ? string.Create(CultureInfo.InvariantCulture, $"{microns:0.####} µm") : "-",
                info.Licence.Length == 0 ? "-" : info.Licence, info.Description,
            ];
        }
        catch (UserAdviceException e)
        {
            return [model.Name, "-", "-", "-", "-", "-", e.Message];
        }
    }

    private static int Show(ParseResult parse, string name)
    {
        var model = ModelOption.Catalog(parse).Find(name);
        var (config, thresholds, info) = (ModelFolder.LoadConfig(model.Folder), ModelFolder.LoadThresholds(model.Folder), ModelFolder.LoadInfo(model.Folder));
        Terminal.Result($"Folder: {model.Folder}");
        Terminal.Result("");
        Terminal.Result(ModelCard.Write(info, config, thresholds).TrimEnd());
        return ExitCode.Success;
    }

    private static int Where(ParseResult parse)
    {
        foreach (var folder in ModelOption.Catalog(parse).Folders)
        {
            Terminal.Result(Directory.Exists(folder) ? folder : $"{folder} (not there)");
        }

        return ExitCode.Success;
    }
}
