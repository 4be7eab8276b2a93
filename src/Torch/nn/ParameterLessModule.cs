namespace TorchSharp.Modules;

/// <summary>A module that computes from its input alone.</summary>
public abstract class ParameterLessModule<T1, TResult> : torch.nn.Module<T1, TResult>
{
    /// <summary>A module without parts.</summary>
    protected ParameterLessModule(string name) : base(name) { }
}
