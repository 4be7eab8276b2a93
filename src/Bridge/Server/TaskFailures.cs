using FijiBridge.Bridge.Protocol;
using FijiBridge.Engine;

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
        var cause = Unwrap(failure);
        return cause is UserAdviceException or ProtocolException
            ? new FailureResponse(task, cause.Message, new FailureDetails("advice", cause.GetType().Name, null, log))
            : new FailureResponse(
                task,
                $"The engine failed with {cause.GetType().Name}: {FirstSentence(cause.Message)}{(log is null ? "" : $" (log: {log})")}",
                new FailureDetails("fault", cause.GetType().Name, failure.ToString(), log));
    }

    private static Exception Unwrap(Exception failure) => failure switch
    {
        AggregateException { InnerExceptions.Count: 1 } a => Unwrap(a.InnerExceptions[0]),
        System.Reflection.TargetInvocationException { InnerException: { } inner } => Unwrap(inner),
        TypeInitializationException { InnerException: { } inner } => Unwrap(inner),
        _ => failure,
    };

    // libtorch's messages run over many lines; the first says what is wrong.
    private static string FirstSentence(string message)
    {
        var end = message.IndexOfAny(['\r', '\n']);
        return end < 0 ? message : message[..end];
    }
}
