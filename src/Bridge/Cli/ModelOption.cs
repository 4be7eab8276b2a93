using System.CommandLine;
using FijiBridge.Engine.Models;

namespace FijiBridge.Bridge.Cli;

/// <summary>The option --model, and where models are looked for.</summary>
internal static class ModelOption
{
    /// <summary>Name of the model that comes with the program.</summary>
    public const string Bundled = "nuclei";

    /// <summary>--models, a folder of models that is searched first.</summary>
    public static Option<string?> Folder { get; } = new("--models")
    {
        Description = "A folder of models that is searched first.",
        HelpName = "DIR",
        Recursive = true,
    };

    /// <summary>Creates --model.</summary>
    public static Option<string> Create() => new("--model")
    {
        Description = "Name of a model ('fijibridge models' lists them) or a model folder.",
        HelpName = "NAME|FOLDER",
        DefaultValueFactory = _ => Bundled,
    };

    /// <summary>The models that the command line can name.</summary>
    public static ModelCatalog Catalog(ParseResult parse) => new(parse.GetValue(Folder) is { } folder ? [folder] : []);
}
