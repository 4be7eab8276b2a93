namespace TorchSharp;

/// <summary>Counts of tensors made and disposed by one thread.</summary>
public class ThreadDisposeScopeStatistics
{
    /// <summary>The counts of tensors.</summary>
    public LifetimeStatistics TensorStatistics { get; } = new();
    /// <summary>Made while no scope was open.</summary>
    public long CreatedOutsideScopeCount => TensorStatistics.CreatedOutsideScopeCount;
    /// <summary>Disposed while in no scope.</summary>
    public long DisposedOutsideScopeCount => TensorStatistics.DisposedOutsideScopeCount;
    /// <summary>Made inside a scope.</summary>
    public long CreatedInScopeCount => TensorStatistics.CreatedInScopeCount;
    /// <summary>Disposed while in a scope, by it or by hand.</summary>
    public long DisposedInScopeCount => TensorStatistics.DisposedInScopeCount;
    /// <summary>Put into a scope later.</summary>
    public long AttachedToScopeCount => TensorStatistics.AttachedToScopeCount;
    /// <summary>Taken out of every scope.</summary>
    public long DetachedFromScopeCount => TensorStatistics.DetachedFromScopeCount;
    /// <summary>Made minus disposed.</summary>
    public long ThreadTotalLiveCount => TensorStatistics.ThreadTotalLiveCount;
    /// <summary>Sets every count to 0.</summary>
    public void Reset() => TensorStatistics.Reset();
    /// <summary>The counts as text.</summary>
    public override string ToString() => TensorStatistics.ToString();
}

/// <summary>Counts of one kind of disposable.</summary>
public class LifetimeStatistics
{
    /// <summary>Made while no scope was open.</summary>
    public long CreatedOutsideScopeCount { get; internal set; }
    /// <summary>Disposed while in no scope.</summary>
    public long DisposedOutsideScopeCount { get; internal set; }
    /// <summary>Made inside a scope.</summary>
    public long CreatedInScopeCount { get; internal set; }
    /// <summary>Disposed while in a scope, by it or by hand.</summary>
    public long DisposedInScopeCount { get; internal set; }
    /// <summary>Put into a scope later.</summary>
    public long AttachedToScopeCount { get; internal set; }
    /// <summary>Taken out of every scope.</summary>
    public long DetachedFromScopeCount { get; internal set; }
    /// <summary>Made minus disposed.</summary>
    public long ThreadTotalLiveCount =>
        CreatedOutsideScopeCount + CreatedInScopeCount - DisposedOutsideScopeCount - DisposedInScopeCount;

    /// <summary>Sets every count to 0.</summary>
    public void Reset() => CreatedOutsideScopeCount = DisposedOutsideScopeCount = CreatedInScopeCount = DisposedInScopeCount =
        AttachedToScopeCount = DetachedFromScopeCount = 0;

    /// <summary>The counts as text.</summary>
    public override string ToString() =>
        $"made {CreatedInScopeCount} in scopes and {CreatedOutsideScopeCount} outside, disposed {DisposedInScopeCount} and " +
        $"{DisposedOutsideScopeCount}, attached {AttachedToScopeCount}, detached {DetachedFromScopeCount}, live {ThreadTotalLiveCount}";
}
