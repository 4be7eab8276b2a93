using TorchSharp;

namespace FijiBridge.Torch.Tests;

/// <summary>One torch thread and no test side by side: results are reproducible, and libgomp's spinning does not slow busy machines.</summary>
internal static class TestThreads
{
#pragma warning disable CA2255
    [System.Runtime.CompilerServices.ModuleInitializer]
    internal static void UseOne() => torch.set_num_threads(1);
#pragma warning restore CA2255
}
