using Xunit;

namespace FijiBridge.Bridge.Tests.Cli;

/// <summary>
/// One very small model for all tests of the command line, trained through the command line itself in a few seconds, and the
/// data it was trained on.
/// </summary>
public sealed class TinyModel : IDisposable
{
    private readonly WorkFolder _folder = new();

    /// <summary>Trains the model.</summary>
    public TinyModel()
    {
        for (var i = 0; i < 5; i++)
        {
            TinyScene.Write(_folder["data"], $"scene{i}", seed: i);
        }

        Result = CommandLine.Run(["train", Images, Masks, "--out", Folder, "--epochs", "6", "--steps", "25", "--name", "tiny", .. Network]);
        Assert.True(Result.ExitCode == 0, Result.Error);
    }

    /// <summary>Options of a network that trains in seconds.</summary>
    internal static string[] Network =>
        ["--rays", "8", "--grid", "2", "--depth", "2", "--filters", "6", "--patch", "64", "--batch", "2", "--lr", "0.003", "--device", "cpu", "--threads", "1", "--loader-threads", "1"];

    /// <summary>What the training said.</summary>
    internal CommandResult Result { get; }

    /// <summary>The model folder.</summary>
    public string Folder => _folder["tiny"];

    /// <summary>Training images.</summary>
    public string Images => Path.Combine(_folder["data"], "images");

    /// <summary>Their masks.</summary>
    public string Masks => Path.Combine(_folder["data"], "masks");

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();
}

/// <summary>Tests that share the <see cref="TinyModel"/>; they run one after the other, since each starts programs of its own.</summary>
[CollectionDefinition(Name)]
public sealed class TinyModelCollection : ICollectionFixture<TinyModel>
{
    /// <summary>Name of the collection.</summary>
    public const string Name = "tiny model";
}
