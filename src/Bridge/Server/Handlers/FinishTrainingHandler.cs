using FijiBridge.Bridge.Training;

using Newtonsoft.Json.Linq;

namespace FijiBridge.Bridge.Server.Handlers;

/// <summary>Ends a running training early; its task then completes with the best weights so far.</summary>
/// <param name="running">The one training at a time.</param>
internal sealed class FinishTrainingHandler(RunningTraining running) : IRequestHandler
{
    /// <inheritdoc/>
    public string Name => "finish-training";

    /// <inheritdoc/>
    public string Summary => "Ends a running training after its step; its task completes with the best weights so far.";

    /// <inheritdoc/>
    public bool UsesDevice => false;

    /// <inheritdoc/>
    public IReadOnlyList<InputInfo> Inputs { get; } = [new("task", "text", "Name of the task that trains.", Required: true)];

    /// <inheritdoc/>
    public JObject Run(WorkerTask task) => new() { ["finishing"] = running.Finish(task.Inputs.RequiredText("task")) };
}
