namespace FijiBridge.Bridge.Jvm;

/// <summary>How the Java VM of this process is started. There is one for life, and its class path is fixed at the start.</summary>
public sealed record JvmOptions
{
    /// <summary>The Java installation to load.</summary>
    public required JavaInstallation Java { get; init; }

    /// <summary>Jars and folders of classes.</summary>
    public IReadOnlyList<string> ClassPath { get; init; } = [];

    /// <summary>
    /// Cap of the Java heap in MiB; null for half of the memory this process may use, at least 1024. It is only a cap: the
    /// heap starts small and is given back after collections.
    /// </summary>
    public int? MaxHeapMegabytes { get; init; }

    /// <summary>True for java.awt.headless=true: no window, no dialog, no display needed.</summary>
    public bool Headless { get; init; } = true;

    /// <summary>True to let the Java VM check every JNI call (-Xcheck:jni, slower); its findings go to stderr.</summary>
    public bool CheckJni { get; init; }

    /// <summary>System properties, as -Dname=value.</summary>
    public IReadOnlyDictionary<string, string> Properties { get; init; } = new Dictionary<string, string>();

    /// <summary>Further options as the java command takes them. The class path is refused here: use <see cref="ClassPath"/>.</summary>
    public IReadOnlyList<string> ExtraOptions { get; init; } = [];

    /// <summary>The option strings in the order in which the Java VM gets them.</summary>
    public IReadOnlyList<string> ToArguments()
    {
        foreach (var option in ExtraOptions)
        {
            if (option.StartsWith("-Djava.class.path", StringComparison.Ordinal) || option.StartsWith("-cp", StringComparison.Ordinal))
            {
                throw new ArgumentException($"The option {option} would replace the class path; add the jar to ClassPath instead.");
            }
        }

        var heap = MaxHeapMegabytes ?? Math.Max(1024, (int)(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2 / (1 << 20)));
        List<string> options =
        [
            "-Djava.class.path=" + string.Join(Path.PathSeparator, ClassPath),

            // .NET keeps SIGINT, SIGTERM and SIGHUP, so that Ctrl-C handlers work whenever they were registered
            "-Xrs",
            $"-Xmx{heap}m",

            // one collector thread and a heap that shrinks again: Java is a guest here
            "-XX:+UseSerialGC",
            "-XX:MinHeapFreeRatio=10",
            "-XX:MaxHeapFreeRatio=20",

            // messages of the VM itself must not reach stdout, which belongs to results and to the protocol
            "-XX:+DisplayVMOutputToStderr",
            "-XX:-UsePerfData",
        ];
        if (Headless)
        {
            options.Add("-Djava.awt.headless=true");
        }

        if (CheckJni)
        {
            options.Add("-Xcheck:jni");
        }

        options.AddRange(Properties.Select(p => $"-D{p.Key}={p.Value}"));
        options.AddRange(ExtraOptions);
        return options;
    }
}
