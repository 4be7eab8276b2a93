using Newtonsoft.Json.Linq;

namespace FijiBridge.Bridge.Protocol;

/// <summary>A line that the worker sends to its client.</summary>
/// <param name="Task">Name of the task that the client chose.</param>
public abstract record Response(string Task);

/// <summary>The task has begun (it may have waited for others before).</summary>
public sealed record LaunchResponse(string Task) : Response(Task);

/// <summary>How far a running task is.</summary>
/// <param name="Task">Name of the task.</param>
/// <param name="Message">The stage in words, for example "predicting tiles".</param>
/// <param name="Current">Steps done.</param>
/// <param name="Maximum">Steps in all.</param>
/// <param name="SecondsLeft">Remaining time, or null while nothing can be said; sent as info.secondsLeft.</param>
/// <param name="More">What the operation has to say beside that, or null; its keys are sent in info.</param>
public sealed record UpdateResponse(string Task, string Message, long Current, long Maximum, double? SecondsLeft, JObject? More = null) : Response(Task);

/// <summary>The task has ended well.</summary>
/// <param name="Task">Name of the task.</param>
/// <param name="Outputs">Results of the operation.</param>
public sealed record CompletionResponse(string Task, JObject Outputs) : Response(Task);

/// <summary>The task has stopped because the client asked for it.</summary>
public sealed record CancelationResponse(string Task) : Response(Task);

/// <summary>The task has failed.</summary>
/// <param name="Task">Name of the task.</param>
/// <param name="Error">One sentence for the user.</param>
/// <param name="Details">What is more to say, for logs and for clients that show it; clients may ignore it.</param>
public sealed record FailureResponse(string Task, string Error, FailureDetails? Details) : Response(Task);

/// <summary>The second field of a failure, beside the sentence for the user.</summary>
/// <param name="Kind">"advice" where the user can mend it, "fault" for everything else.</param>
/// <param name="Type">Type of the exception.</param>
/// <param name="Trace">The whole cause chain with stack traces; null for advice.</param>
/// <param name="Log">Path of the worker's log, or null when none is kept.</param>
public sealed record FailureDetails(string Kind, string Type, string? Trace, string? Log);
