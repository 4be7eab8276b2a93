namespace TorchSharp;

/// <summary>What the caching CPU allocator holds.</summary>
/// <param name="LiveBytes">In use by tensors.</param>
/// <param name="CachedBytes">Freed and kept for the next tensors.</param>
/// <param name="PeakLiveBytes">The most that was ever in use, since the start or <see cref="TorchExtras.ResetPeakMemory"/>.</param>
/// <param name="Hits">Requests served from the cache.</param>
/// <param name="Misses">Requests passed on to the system.</param>
/// <param name="CapBytes">Limit of live and cached bytes together above which freed memory goes back to the system.</param>
public readonly record struct AllocatorStatistics(long LiveBytes, long CachedBytes, long PeakLiveBytes, long Hits, long Misses, long CapBytes);
