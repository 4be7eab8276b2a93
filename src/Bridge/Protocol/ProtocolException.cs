namespace FijiBridge.Bridge.Protocol;

/// <summary>A line or a value that does not follow docs/protocol.md. The message says what was expected and what came.</summary>
public sealed class ProtocolException : Exception
{
    /// <summary>Creates the error.</summary>
    /// <param name="message">What was expected and what came.</param>
    /// <param name="task">The task that the line belongs to, when it could be read.</param>
    /// <param name="cause">What was underneath, if anything.</param>
    public ProtocolException(string message, string? task = null, Exception? cause = null)
        : base(message, cause)
    {
        Task = task;
    }

    /// <summary>The task that the line belongs to, or null.</summary>
    public string? Task { get; }
}
