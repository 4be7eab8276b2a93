using Newtonsoft.Json.Linq;

namespace FijiBridge.Bridge.Protocol;

/// <summary>A line that a client sends to the worker.</summary>
/// <param name="Task">Name of the task, chosen by the client (a UUID, usually); every response carries it.</param>
public abstract record Request(string Task);

/// <summary>Starts a task.</summary>
/// <param name="Task">Name of the task.</param>
/// <param name="Script">Name of the operation, for example "segment".</param>
/// <param name="Inputs">Parameters of the operation.</param>
public sealed record ExecuteRequest(string Task, string Script, JObject Inputs) : Request(Task);

/// <summary>Asks a task to stop at the next safe point; it answers with <see cref="CancelationResponse"/>.</summary>
/// <param name="Task">Name of the task.</param>
public sealed record CancelRequest(string Task) : Request(Task);
