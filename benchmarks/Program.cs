using FijiBridge.Benchmarks;

// bench                     lists the benchmarks
// bench NAME [ARGUMENTS]    runs one
// bench all                 runs every one
// worker TASK ...           one measurement in this process; the benchmarks start these
IBenchmark[] all = [.. typeof(IBenchmark).Assembly.GetTypes()
    .Where(t => t.IsClass && t.IsAssignableTo(typeof(IBenchmark)))
    .Select(t => (IBenchmark)Activator.CreateInstance(t)!)
    .OrderBy(b => b.Name, StringComparer.Ordinal)];
switch (args)
{
    case ["worker", var task, .. var rest]:
        Workers.Run(task, new Arguments(rest));
        return 0;
    case ["all"]:
        foreach (var benchmark in all)
        {
            Console.WriteLine($"\n== {benchmark.Name}: {benchmark.Question}");
            benchmark.Run([]);
        }

        return 0;
    case [var name, .. var rest] when all.FirstOrDefault(b => b.Name == name) is { } benchmark:
        Console.WriteLine($"{benchmark.Question}");
        benchmark.Run(rest);
        return 0;
    default:
        Console.WriteLine("./build.sh bench NAME, or all:");
        foreach (var benchmark in all)
        {
            Console.WriteLine($"  {benchmark.Name,-16}{benchmark.Question}");
        }

        return args.Length == 0 ? 0 : 2;
}
