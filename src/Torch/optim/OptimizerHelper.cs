using static TorchSharp.torch.optim;

namespace TorchSharp.Modules;

/// <summary>Options of a group of parameters; what is null is taken from the optimizer.</summary>
public class OptimizerOptions
{
    /// <summary>The learning rate now.</summary>
    public double? LearningRate { get; set; }

    /// <summary>The learning rate at the start.</summary>
    public double InitialLearningRate { get; set; }

    /// <summary>Copies the options of another group.</summary>
    public virtual void LoadStateDict(OptimizerOptions source)
    {
        LearningRate = source.LearningRate;
        InitialLearningRate = source.InitialLearningRate;
    }
}

/// <summary>What an optimizer keeps for one parameter.</summary>
public abstract class OptimizerState
{
    /// <summary>Makes the state of a parameter that was never stepped.</summary>
    public abstract void Initialize(OptimizerOptions options);

    /// <summary>Moves the state to a device.</summary>
    public abstract void to(torch.Device device);

    /// <summary>Copies the state of another parameter of the same shape.</summary>
    public abstract void LoadStateDict(OptimizerState source);

    /// <summary>True when both states are the same up to rounding.</summary>
    public virtual bool ApproximatelyEquals(OptimizerState other) => false;

    /// <summary>Replaces a tensor of the state by a copy of another; null stays null.</summary>
    private protected static torch.Tensor? Replaced(torch.Tensor? before, torch.Tensor? source)
    {
        using IDisposable mode = torch.no_grad();
        torch.Tensor? after = source?.clone().DetachFromDisposeScope();
        before?.Dispose();
        return after;
    }

    private protected static torch.Tensor? Moved(torch.Tensor? tensor, torch.Device device)
    {
        if (tensor is null) return null;
        torch.Tensor moved = tensor.to(device, copy: true).DetachFromDisposeScope();
        tensor.Dispose();
        return moved;
    }
}

/// <summary>Parameters with options of their own.</summary>
public class ParamGroup : ILearningRateController
{
    /// <summary>A group to be filled in.</summary>
    public ParamGroup() { }

    /// <summary>The parameters.</summary>
    public IEnumerable<Parameter> Parameters { get; set; } = [];

    /// <summary>The options.</summary>
    public OptimizerOptions Options { get; set; } = new();

    /// <summary>The learning rate now.</summary>
    public virtual double LearningRate
    {
        get => Options.LearningRate ?? throw new InvalidOperationException("The learning rate is not set before the group is in an optimizer.");
        set => Options.LearningRate = value;
    }

    /// <summary>The learning rate at the start.</summary>
    public virtual double InitialLearningRate
    {
        get => Options.InitialLearningRate;
        set => Options.InitialLearningRate = value;
    }
}

/// <summary>Parameters with options of one optimizer's kind.</summary>
public class ParamGroup<TOptions> : ParamGroup where TOptions : OptimizerOptions, new()
{
    /// <summary>A group to be filled in.</summary>
    public ParamGroup() => base.Options = new TOptions();

    /// <summary>A group of parameters; without options it takes the optimizer's.</summary>
    public ParamGroup(IEnumerable<Parameter> parameters, TOptions? options = null)
    {
        Parameters = parameters;
        base.Options = options ?? new TOptions();
    }

    /// <summary>The options.</summary>
    public new TOptions Options
    {
        get => (TOptions)base.Options;
        set => base.Options = value;
    }
}

/// <summary>What the optimizers share: groups, and a state per parameter that can be read and restored.</summary>
public abstract class OptimizerHelper : Optimizer
{
    private readonly Dictionary<Parameter, OptimizerState> states = new(ReferenceEqualityComparer.Instance);

    private protected abstract OptimizerState NewState(Parameter parameter);

    private protected abstract void Complete(OptimizerOptions options);

    private protected OptimizerState StateOf(Parameter parameter) => states[parameter];

    /// <summary>Adds parameters with options of their own; what is not set is taken from the optimizer.</summary>
    public override void add_param_group(ParamGroup param_group)
    {
        param_group.Parameters = param_group.Parameters.ToArray();
        Complete(param_group.Options);
        param_group.Options.InitialLearningRate = param_group.LearningRate;
        foreach (Parameter parameter in param_group.Parameters)
        {
            if (states.ContainsKey(parameter)) throw new ArgumentException("A parameter must not be in two groups of an optimizer.");
            OptimizerState state = NewState(parameter);
            state.Initialize(param_group.Options);
            states[parameter] = state;
        }
        base.add_param_group(param_group);
    }

    /// <summary>Options and states; the live objects, so that a checkpoint can read them and copy into them.</summary>
    public virtual StateDictionary state_dict()
    {
        var dictionary = new StateDictionary();
        foreach (ParamGroup group in groups)
        {
            dictionary.Options.Add(group.Options);
            var indices = new List<int>();
            foreach (Parameter parameter in group.Parameters)
            {
                indices.Add(dictionary.State.Count);
                dictionary.State.Add(states[parameter]);
            }
            dictionary.StateIndexRef.Add(indices);
        }
        return dictionary;
    }

    /// <summary>Copies options and states of another optimizer of the same kind over equal parameters.</summary>
    /// <exception cref="ArgumentException">The groups or parameters differ in number.</exception>
    public virtual void load_state_dict(StateDictionary state_dict)
    {
        StateDictionary own = this.state_dict();
        if (own.Options.Count != state_dict.Options.Count || own.State.Count != state_dict.State.Count)
            throw new ArgumentException($"The state has {state_dict.Options.Count} groups and {state_dict.State.Count} parameters, " +
                                        $"the optimizer {own.Options.Count} and {own.State.Count}.");
        for (int k = 0; k < own.Options.Count; k++) own.Options[k].LoadStateDict(state_dict.Options[k]);
        for (int k = 0; k < own.State.Count; k++)
            if (!ReferenceEquals(own.State[k], state_dict.State[k])) own.State[k].LoadStateDict(state_dict.State[k]);
    }

    /// <summary>Moves the state to a device.</summary>
    public void to(torch.Device device)
    {
        foreach (OptimizerState state in states.Values) state.to(device);
    }

    private protected torch.Tensor? Loss(Func<torch.Tensor>? closure)
    {
        if (closure is null) return null;
        using IDisposable mode = torch.enable_grad();
        return closure();
    }

    /// <summary>Disposes the state, not the parameters.</summary>
    protected override void Dispose(bool disposing)
    {
        if (!disposing) return;
        foreach (IDisposable state in states.Values.OfType<IDisposable>()) state.Dispose();
        states.Clear();
    }
}
