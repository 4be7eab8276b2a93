using FijiBridge.Bridge.Cli;
using FijiBridge.Bridge.Protocol;

namespace FijiBridge.Bridge.Server;

/// <summary>What a client is told when a task throws: one sentence for the user, details beside it.</summary>
public static class TaskFailures
{
    /// <summary>Makes the message.</summary>
    /// <param name="task">Name of the task.</param>
    /// <param name="failure">What was thrown.</param>
    /// <param name="log">Path of the worker's log, or null when none is kept.</param>
    public static FailureResponse From(string task, Exception failure, string? log)
    {
        var cause = ErrorPolicy.Unwrap(failure);
        var advice = cause is ProtocolException ? cause.Message : ErrorPolicy.AdviceFor(cause);
        return advice is not null
            ? new FailureResponse(task, advice, new FailureDetails("advice", cause.GetType().Name, null, log))
            : new FailureResponse(
                task,
                $"The engine failed with {cause.GetType().Name}: {FirstLine(cause.Message)}{(log is null ? "" : $" (log: {log})")}",
                new FailureDetails("fault", cause.GetType().Name, failure.ToString(), log));
    }

    // libtorch's messages run over many lines; the first says what is wrong.
    private static string FirstLine(string message)
    {
        var end = message.IndexOfAny(['\r', '\n']);
        return end < 0 ? message : message[..end];
    }
}
