using Xunit;

namespace FijiBridge.Engine.Tests.Training;

/// <summary>
/// Tests that compare dropout bit by bit. It draws from the one generator of libtorch, which tests beside them would draw from too: these run alone.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class LibtorchGenerator
{
    /// <summary>Name of the collection.</summary>
    public const string Name = "libtorch's generator";
}
