using FijiBridge.Bridge.Protocol;

namespace FijiBridge.Bridge.Server;

/// <summary>
/// Turns the many reports of a task into few UPDATE messages: at most one in 100 ms, but always the first of a stage and
/// its last step. The remaining time comes from the mean time per step of the stage, once a second has passed.
/// </summary>
/// <param name="task">Name of the task.</param>
/// <param name="send">Takes the messages.</param>
/// <param name="clock">Time.</param>
public sealed class ProgressThrottle(string task, Action<Response> send, TimeProvider clock)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan FirstEstimate = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private string? _stage;
    private long _stageStart;
    private long _firstStep;
    private long _lastSent;

    /// <summary>Reports progress; may be called from any thread.</summary>
    public void Report(string message, long current, long maximum)
    {
        lock (_gate)
        {
            var now = clock.GetTimestamp();
            var newStage = message != _stage;
            if (newStage)
            {
                (_stage, _stageStart, _firstStep) = (message, now, current);
            }
            else if (current < maximum && clock.GetElapsedTime(_lastSent, now) < Interval)
            {
                return;
            }

            _lastSent = now;
            send(new UpdateResponse(task, message, current, maximum, SecondsLeft(now, current, maximum)));
        }
    }

    private double? SecondsLeft(long now, long current, long maximum)
    {
        var elapsed = clock.GetElapsedTime(_stageStart, now);
        var done = current - _firstStep;
        return elapsed < FirstEstimate || done <= 0 || current > maximum ? null : elapsed.TotalSeconds / done * (maximum - current);
    }
}
