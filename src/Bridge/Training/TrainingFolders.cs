using FijiBridge.Bridge.Cli;
using FijiBridge.Engine;
using FijiBridge.Engine.Models;
using FijiBridge.Engine.Training;

namespace FijiBridge.Bridge.Training;

/// <summary>The model folder of a training and, beside it, the folder of its checkpoints.</summary>
/// <param name="Model">Folder of the finished model.</param>
/// <param name="Training">Folder of checkpoints and history, the model folder's name with ".training".</param>
internal sealed record TrainingFolders(string Model, string Training)
{
    /// <summary>The folders of a model folder.</summary>
    public static TrainingFolders Of(string model)
    {
        var path = Path.TrimEndingDirectorySeparator(model);
        return new TrainingFolders(path, path + ".training");
    }

    /// <summary>True where a training can be resumed.</summary>
    public bool HasCheckpoint => File.Exists(Path.Combine(Training, Trainer.LastFile));

    /// <summary>The options with which the training was begun, as a file for --config; a resumed training takes them from there.</summary>
    public string SettingsFile => Path.Combine(Training, "settings.json");

    /// <summary>A picture of one validation image with its true and its found outlines, made anew at each full validation.</summary>
    public string PreviewFile => Path.Combine(Training, "preview.png");

    /// <summary>A file of this name ends the training after the running epoch; the best weights so far become the model.</summary>
    public string FinishFile => Path.Combine(Training, "finish");

    /// <summary>Makes sure that nothing is lost by accident: a start over a model or a checkpoint has to be asked for. Deletes nothing yet.</summary>
    /// <exception cref="UserAdviceException">What is there does not fit --resume or --overwrite, or the place cannot be written.</exception>
    public void Prepare(bool resume, bool overwrite)
    {
        if (resume && overwrite)
        {
            throw new UserAdviceException("--resume goes on and --overwrite starts anew; give one of them.");
        }

        if (File.Exists(Model))
        {
            throw new UserAdviceException($"{Model} is a file; give a folder that is not there yet with --out.");
        }

        if (Directory.Exists(Model) && !ModelFolder.IsModel(Model) && Directory.EnumerateFileSystemEntries(Model).Any())
        {
            throw new UserAdviceException($"{Model} holds other files and is not a model; give a folder that is empty or not there yet with --out.");
        }

        if (resume && !HasCheckpoint)
        {
            throw new UserAdviceException($"There is no checkpoint in {Training} to go on from; leave --resume out, or give the same --out as before.");
        }

        if (!resume && !overwrite && (HasCheckpoint || ModelFolder.IsModel(Model)))
        {
            throw new UserAdviceException(HasCheckpoint
                ? $"{Training} holds an unfinished or earlier training of this model; add --resume to go on or --overwrite to start anew."
                : $"{Model} holds a model already; add --overwrite to replace it or give another --out.");
        }

        OutputFolder.Require(Path.GetDirectoryName(Path.GetFullPath(Model))!);
    }
}
