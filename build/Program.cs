using FijiBridge.Build;

// One verb per run. Each verb runs what it needs first, so `test` alone is enough on a fresh machine.
try
{
    string[] rest = args.Skip(1).ToArray();
    return args.FirstOrDefault() switch
    {
        "setup" => Verbs.InOrder(Setup.Run, Witnesses.Install),
        "build" => Verbs.InOrder(Setup.Run, BuildVerb.Run),
        "lint" => Lint.Run(),
        "test" => Test.Run(),
        "bench" => Verbs.InOrder(Setup.Run, () => Bench.Run(rest)),
        "demo" => Verbs.InOrder(Setup.Run, BuildVerb.Run, Demo.Run),
        "package" => Verbs.InOrder(Setup.Run, () => Package.Run(rest)),
        null or "help" or "-h" or "--help" => Verbs.Help(),
        string unknown => Verbs.Unknown(unknown),
    };
}
catch (BuildException e)
{
    Shell.Say($"error: {e.Message}");
    return e.ExitCode;
}
