namespace TorchSharp;

/// <summary>The stack of scopes of each thread and the counters of this thread.</summary>
public class DisposeScopeManager
{
    [ThreadStatic] private static Stack<DisposeScope>? scopes;
    [ThreadStatic] private static ThreadDisposeScopeStatistics? statistics;

    /// <summary>How many tensors this thread made and disposed, inside and outside scopes.</summary>
    public static ThreadDisposeScopeStatistics Statistics => statistics ??= new ThreadDisposeScopeStatistics();

    internal static DisposeScope? Current => scopes is { Count: > 0 } stack ? stack.Peek() : null;

    internal static DisposeScope Open()
    {
        var scope = new DisposeScope(Current);
        (scopes ??= new Stack<DisposeScope>()).Push(scope);
        return scope;
    }

    /// <summary>Removes a scope, and scopes inside it that were left open.</summary>
    internal static void Close(DisposeScope scope)
    {
        if (scopes is null || !scopes.Contains(scope)) return;
        while (scopes.TryPop(out DisposeScope? top) && top != scope) { }
    }

    /// <summary>Puts a new tensor into the current scope, if there is one.</summary>
    internal static DisposeScope? Register(torch.Tensor tensor)
    {
        ThreadDisposeScopeStatistics counts = Statistics;
        if (Current is not { } scope)
        {
            counts.TensorStatistics.CreatedOutsideScopeCount++;
            return null;
        }
        counts.TensorStatistics.CreatedInScopeCount++;
        scope.Add(tensor);
        return scope;
    }

    internal static void CountDisposed(DisposeScope? scope)
    {
        if (scope is null) Statistics.TensorStatistics.DisposedOutsideScopeCount++;
        else Statistics.TensorStatistics.DisposedInScopeCount++;
    }
}
