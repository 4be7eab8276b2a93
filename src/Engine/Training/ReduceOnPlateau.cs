namespace FijiBridge.Engine.Training;

/// <summary>
/// Follows a value that should fall (the validation loss): remembers the best one, counts the epochs without a better
/// one, and says when the learning rate has to be lowered (Keras' ReduceLROnPlateau with min_delta 0) and when to stop.
/// </summary>
internal sealed class ReduceOnPlateau(double factor, int patience)
{
    /// <summary>Best value so far.</summary>
    public double Best { get; set; } = double.PositiveInfinity;

    /// <summary>Epochs since the best value or the last reduction.</summary>
    public int Wait { get; set; }

    /// <summary>Epochs since the best value.</summary>
    public int SinceBest { get; set; }

    /// <summary>Factor on the learning rate by all reductions so far.</summary>
    public double Scale { get; set; } = 1;

    /// <summary>Takes the value of an epoch; true where it is the best so far.</summary>
    public bool Observe(double value)
    {
        if (value < Best)
        {
            Best = value;
            Wait = 0;
            SinceBest = 0;
            return true;
        }

        SinceBest++;
        if (++Wait >= patience)
        {
            Scale *= factor;
            Wait = 0;
        }

        return false;
    }
}
