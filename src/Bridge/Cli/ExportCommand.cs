using System.CommandLine;
using FijiBridge.Bridge.Exchange;
using FijiBridge.Engine;
using FijiBridge.Engine.Exchange;

namespace FijiBridge.Bridge.Cli;

/// <summary><c>fijibridge export</c>: a model as a file for colleagues without FijiBridge.</summary>
internal static class ExportCommand
{
    private static readonly Argument<string> Model = new("MODEL") { Description = "Name or folder of the model." };

    private static readonly Option<string?> Out = new("--out") { Description = "The file to write (NAME.zip, .onnx or .pt in the present folder); for stardist the folder (NAME-stardist).", HelpName = "FILE" };

    private static readonly Option<string> Format = FormatOption();

    private static readonly Option<bool> Overwrite = new("--overwrite") { Description = "Replace the file if it exists." };

    private static readonly Option<string?> Sample = new("--sample")
    {
        Description = "bioimageio: an image for the package's cover picture and sample, public with it (simulated nuclei, where the model finds them).",
        HelpName = "IMAGE",
    };

    private static readonly Option<string[]> Author = new("--author") { Description = "bioimageio: who made the model; may be given several times (those in model.json).", HelpName = "NAME" };

    private static readonly Option<string?> Licence = new("--licence") { Description = "bioimageio: licence of the weights as an SPDX name, such as CC-BY-4.0 (that in model.json).", HelpName = "NAME" };

    /// <summary>Creates the command.</summary>
    public static Command Create()
    {
        var command = new Command("export", "Write a model as a bioimage.io package, ONNX, TorchScript, PyTorch weights or a folder for StarDist for Python.") { Model, Out, Format, Overwrite, Sample, Author, Licence };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parse)
    {
        var model = ModelOption.Catalog(parse).Find(parse.GetRequiredValue(Model));
        var format = Enum.Parse<ExportFormat>(parse.GetValue(Format)!, ignoreCase: true);
        var target = new ExportTarget(format, Path.GetFullPath(parse.GetValue(Out) ?? ExportTarget.FileName(model.Name, format)));
        if (ExportTarget.FirstExisting([target]) is { } file && !parse.GetValue(Overwrite))
        {
            throw new UserAdviceException($"{file} exists already; add --overwrite to replace it or give another --out.");
        }

        var options = new ExportOptions
        {
            Sample = parse.GetValue(Sample) is { } image ? ImageReaders.Start(parse).ReadImage(image) : null,
            Authors = parse.GetValue(Author) ?? [],
            Licence = parse.GetValue(Licence),
        };
        using var interruption = new Interruption();
        var result = ProgressView.Run("Exporting", view => ModelExport.Write(model.Folder, [target], (stage, done, all) => view.Report(done, all, stage), interruption.Token, options));
        foreach (var written in result.Files)
        {
            Terminal.Result(FormattableString.Invariant($"{written}: {new FileInfo(written).Length / 1e6:0.0} MB"));
        }

        Terminal.Note(result.Difference switch
        {
            null => "Not checked by running it: that needs libtorch, which was not found.",
            0 => "Checked: every weight was read back and is that of the model.",
            var difference => FormattableString.Invariant($"Checked: the written network was loaded again and gives what the model gives, to {difference:0.0e+0} of the largest output."),
        });
        return ExitCode.Success;
    }

    private static Option<string> FormatOption()
    {
        var option = new Option<string>("--format")
        {
            Description = "bioimageio: a package with everything; onnx; torchscript; pytorch: a state dict and its network in Python; stardist: a folder for StarDist for Python (no U-Nets).",
            DefaultValueFactory = _ => "bioimageio",
        };
        option.AcceptOnlyFromAmong([.. ExportTarget.FormatNames]);
        return option;
    }
}
