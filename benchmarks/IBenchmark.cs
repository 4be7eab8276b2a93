namespace FijiBridge.Benchmarks;

/// <summary>One benchmark. Classes with this interface are found by themselves; `./build.sh bench` lists them.</summary>
internal interface IBenchmark
{
    /// <summary>The word after `bench`.</summary>
    string Name { get; }

    /// <summary>The question it answers, in one line.</summary>
    string Question { get; }

    /// <summary>Runs and prints it.</summary>
    void Run(string[] arguments);
}
