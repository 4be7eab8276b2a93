namespace FijiBridge.Engine;

/// <summary>
/// A problem the user can mend. The message is one sentence that names the value that was wrong and the remedy; it is
/// shown as advice, without a stack trace. Everything that is neither this nor <see cref="OperationCanceledException"/>
/// is a fault and is shown with its cause chain and the path of the log.
/// </summary>
public sealed class UserAdviceException : Exception
{
    /// <summary>Creates the advice.</summary>
    /// <param name="message">One sentence: what was wrong, with the value, and what to do.</param>
    /// <param name="cause">What was underneath, if anything; kept for the log.</param>
    public UserAdviceException(string message, Exception? cause = null)
        : base(message, cause)
    {
    }
}
