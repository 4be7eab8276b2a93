namespace FijiBridge.Engine.Training;

/// <summary>
/// Says when a network begins to learn its training images by heart: the validation loss has turned up for good while the
/// training loss still falls. Both are means over <see cref="Window"/> epochs, since single epochs jump.
/// </summary>
public static class OverfittingCheck
{
    /// <summary>Epochs over which losses are averaged.</summary>
    public const int Window = 5;

    /// <summary>Epochs that must have passed since the lowest averaged validation loss.</summary>
    public const int Patience = 10;

    /// <summary>Part by which the averaged validation loss must have risen.</summary>
    public const double Rise = 0.05;

    /// <summary>One sentence for the user, or null while all is well. Depends on the history alone.</summary>
    /// <param name="history">One row per epoch with "loss" and "val_loss", in order.</param>
    public static string? Sentence(IReadOnlyList<EpochRecord> history)
    {
        var rows = history.Where(r => r.Values.ContainsKey("loss") && r.Values.ContainsKey("val_loss")).ToList();
        if (rows.Count < Window + Patience)
        {
            return null;
        }

        double[] training = Averages(rows, "loss"), validation = Averages(rows, "val_loss");
        var lowest = Array.IndexOf(validation, validation.Min());
        var last = validation.Length - 1;
        var rise = (validation[last] / validation[lowest]) - 1;
        return last - lowest >= Patience && rise >= Rise && training[last] < training[lowest]
            ? FormattableString.Invariant($"The validation loss has risen by {100 * rise:0} % since about epoch {rows[lowest + Window - 1].Epoch} while the training loss still falls: the network begins to learn the training images by heart. ")
                + "The best weights are kept; finish now, or train with more images, stronger augmentation or fewer filters."
            : null;
    }

    // Element i is the mean over rows i .. i + Window - 1.
    private static double[] Averages(List<EpochRecord> rows, string key) =>
        [.. Enumerable.Range(0, rows.Count - Window + 1).Select(i => rows.Skip(i).Take(Window).Average(r => r.Values[key]))];
}
