using FijiBridge.Engine;

namespace FijiBridge.Bridge.Training;

/// <summary>The training that a worker runs now, if any: there is one at a time, and it can be told to finish early.</summary>
internal sealed class RunningTraining
{
    private readonly Lock _gate = new();
    private Turn? _turn;

    /// <summary>Takes the turn until the result is disposed of.</summary>
    /// <param name="task">Name of the task.</param>
    /// <param name="folder">Model folder that it makes.</param>
    /// <exception cref="UserAdviceException">Another training runs.</exception>
    public Turn Begin(string task, string folder)
    {
        lock (_gate)
        {
            return _turn = _turn is null
                ? new Turn(this, task, folder)
                : throw new UserAdviceException($"A training of {_turn.Folder} is running; wait for its end, or finish or cancel it first.");
        }
    }

    /// <summary>Model folder of the running training, or null.</summary>
    public string? Folder
    {
        get
        {
            lock (_gate)
            {
                return _turn?.Folder;
            }
        }
    }

    /// <summary>Asks a training to end with the best weights so far; false where no such training runs.</summary>
    public bool Finish(string task)
    {
        lock (_gate)
        {
            if (_turn?.Task != task)
            {
                return false;
            }

            _turn.Ending.Cancel();
            return true;
        }
    }

    /// <summary>The time in which one training runs.</summary>
    internal sealed class Turn(RunningTraining owner, string task, string folder) : IDisposable
    {
        /// <summary>Name of the task.</summary>
        public string Task => task;

        /// <summary>Model folder that it makes.</summary>
        public string Folder => folder;

        /// <summary>Cancelled to finish early.</summary>
        public CancellationTokenSource Ending { get; } = new();

        /// <inheritdoc/>
        public void Dispose()
        {
            lock (owner._gate)
            {
                owner._turn = null;
                Ending.Dispose();
            }
        }
    }
}
