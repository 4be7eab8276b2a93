using FijiBridge.Engine.Files;
using FijiBridge.Engine.Instances;
using FijiBridge.Engine.Scripts;
using Newtonsoft.Json;

namespace FijiBridge.Engine.Models;

/// <content>Writing model folders.</content>
public static partial class ModelFolder
{
    /// <summary>Writes a model of another program, which brings its network as TorchScript; a model of the same name is replaced.</summary>
    /// <param name="folder">Folder to create or replace. An existing folder that is not a model and not empty is refused.</param>
    /// <param name="script">TorchScript file.</param>
    /// <param name="config">How it is used.</param>
    /// <param name="info">Description.</param>
    /// <param name="card">The model card that its author wrote; ours when null.</param>
    /// <param name="further">Writes further files into the folder, last.</param>
    /// <exception cref="UserAdviceException">The folder cannot be written, or the configuration is not possible.</exception>
    public static void Save(string folder, string script, ScriptConfig config, ModelInfo info, string? card, Action<string> further)
    {
        config.Check();
        info = info with { Task = ModelInfo.ScriptTask };
        Replace(folder, temporary =>
        {
            WriteTexts(temporary, config, InstanceThresholds.Default, info, card);
            File.Copy(script, Path.Combine(temporary, ScriptFile));
            further(temporary);
        });
    }

    /// <summary>Copies a model of another program to another folder; a model there is replaced.</summary>
    /// <param name="folder">Model folder.</param>
    /// <param name="target">Folder to create or replace.</param>
    /// <exception cref="UserAdviceException">The target cannot be written.</exception>
    internal static void Copy(string folder, string target) => Replace(target, temporary =>
    {
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(temporary, Path.GetRelativePath(folder, file));
            AtomicFile.CreateFolder(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    });

    private static void WriteTexts(string folder, INetworkConfig config, IModelThresholds thresholds, ModelInfo info, string? card)
    {
        void Json(string file, object value) => AtomicFile.WriteText(Path.Combine(folder, file), JsonConvert.SerializeObject(value, Formatting.Indented) + "\n");
        Json(ConfigFile, config);
        Json(ThresholdsFile, thresholds);
        Json(InfoFile, info);
        AtomicFile.WriteText(Path.Combine(folder, CardFile), card ?? ModelCard.Write(info, config, thresholds));
    }

    /// <summary>Fills a folder beside the target and puts it in its place; the target may be among what it is filled from. A failure leaves what was there.</summary>
    /// <param name="folder">Folder to create or replace. An existing folder that is not a model and not empty is refused.</param>
    /// <param name="fill">Receives the folder to fill.</param>
    /// <exception cref="UserAdviceException">The folder cannot be written. What <paramref name="fill"/> throws is passed on.</exception>
    internal static void Replace(string folder, Action<string> fill)
    {
        var target = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        if (Directory.Exists(target) && !IsModel(target) && Directory.EnumerateFileSystemEntries(target).Any())
        {
            throw new UserAdviceException($"{target} exists and is not a model; choose another name for the model folder.");
        }

        var beside = Path.Combine(Path.GetDirectoryName(target)!, $".{Path.GetFileName(target)}.{Environment.ProcessId}"); // hidden: no model that could be chosen
        var (temporary, old) = ($"{beside}.tmp", $"{beside}.old");
        try
        {
            Directory.CreateDirectory(temporary);
            fill(temporary);
            if (Directory.Exists(target))
            {
                Directory.Move(target, old);
            }

            Directory.Move(temporary, target);
            DeleteQuietly(old);
        }
        catch (Exception e)
        {
            DeleteQuietly(temporary);
            if (!Directory.Exists(target) && Directory.Exists(old))
            {
                Directory.Move(old, target);
            }

            if (e is IOException or UnauthorizedAccessException)
            {
                throw new UserAdviceException($"Cannot write the model {target}: {e.Message}", e);
            }

            throw;
        }
    }

    private static void DeleteQuietly(string folder)
    {
        try
        {
            if (Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What remains is a folder named .tmp or .old; the error that matters was reported.
        }
    }
}
