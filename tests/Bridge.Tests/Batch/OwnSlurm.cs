using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using FijiBridge.Bridge.Tests.Cli;
using Xunit;

namespace FijiBridge.Bridge.Tests.Batch;

/// <summary>
/// A real Slurm of one node, for tests: munged, slurmctld and slurmd as processes of this test, with keys, sockets, state and logs
/// in a folder of its own; nothing of the machine is touched, and all ends with the test.
/// </summary>
public sealed class OwnSlurm : IDisposable
{
    private static readonly string[] Needed = ["munged", "slurmctld", "slurmd", "sbatch", "squeue", "scancel", "scontrol", "sinfo"];
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string _folder = Directory.CreateTempSubdirectory("fijibridge-slurm-").FullName;
    private readonly List<Process> _daemons = [];
    private readonly string? _missing = Needed.FirstOrDefault(n => Find(n) is null);

    /// <summary>Starts it where its programs are there.</summary>
    public OwnSlurm()
    {
        if (_missing is null && OperatingSystem.IsLinux())
        {
            Start();
        }
    }

    /// <summary>What every command of Slurm must be told: which Slurm is meant.</summary>
    internal Dictionary<string, string> Variables => new() { ["SLURM_CONF"] = Conf, ["PATH"] = $"{Environment.GetEnvironmentVariable("PATH")}:/usr/sbin:/sbin" };

    private string Conf => Path.Combine(_folder, "slurm.conf");

    /// <summary>Skips the test where Slurm is not installed.</summary>
    internal void Require() =>
        Assert.SkipWhen(_missing is not null, $"Slurm's {_missing} is not installed (Debian: slurmctld slurmd slurm-client munge), so no batch can be sent to a cluster.");

    /// <inheritdoc/>
    public void Dispose()
    {
        for (var i = _daemons.Count - 1; i >= 0; i--)
        {
            _daemons[i].Kill();
            _daemons[i].WaitForExit();
            _daemons[i].Dispose();
        }

        Directory.Delete(_folder, recursive: true);
    }

    private static string? Find(string program) => $"{Environment.GetEnvironmentVariable("PATH")}:/usr/sbin:/sbin".Split(':').Select(d => Path.Combine(d, program)).FirstOrDefault(File.Exists);

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private void Start()
    {
        var munge = Directory.CreateDirectory(Path.Combine(_folder, "munge")).FullName;
        File.WriteAllBytes(Path.Combine(munge, "key"), RandomNumberGenerator.GetBytes(128));
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(munge, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            File.SetUnixFileMode(Path.Combine(munge, "key"), UnixFileMode.UserRead);
        }

        foreach (var name in new[] { "state", "spool" })
        {
            _ = Directory.CreateDirectory(Path.Combine(_folder, name));
        }

        var host = Dns.GetHostName().Split('.')[0];
        var user = Environment.UserName;
        File.WriteAllText(Conf, $"""
            ClusterName=test
            SlurmctldHost={host}(127.0.0.1)
            SlurmUser={user}
            SlurmdUser={user}
            SlurmctldPort={FreePort()}
            SlurmdPort={FreePort()}
            AuthType=auth/munge
            AuthInfo=socket={munge}/socket
            StateSaveLocation={_folder}/state
            SlurmdSpoolDir={_folder}/spool
            SlurmctldPidFile={_folder}/slurmctld.pid
            SlurmdPidFile={_folder}/slurmd.pid
            SlurmdParameters=config_overrides
            SlurmctldLogFile={_folder}/slurmctld.log
            SlurmdLogFile={_folder}/slurmd.log
            ProctrackType=proctrack/linuxproc
            TaskPlugin=task/none
            MpiDefault=none
            SelectType=select/cons_tres
            SelectTypeParameters=CR_Core
            SchedulerType=sched/builtin
            SchedulerParameters=sched_interval=1
            MaxArraySize=51
            ReturnToService=2
            JobAcctGatherType=jobacct_gather/none
            AccountingStorageType=accounting_storage/none
            JobCompType=jobcomp/none
            NodeName={host} NodeAddr=127.0.0.1 CPUs=2 State=UNKNOWN
            PartitionName=test Nodes=ALL Default=YES MaxTime=INFINITE State=UP

            """);
        // config_overrides: the node has two processors also where the machine has one.
        // Nothing here holds jobs to their share of the machine. Slurm looks for the kernel's groups all the same, unless it is told the old kind, which it
        // takes when it needs them; containers often have neither.
        File.WriteAllText(Path.Combine(_folder, "cgroup.conf"), "CgroupPlugin=cgroup/v1\n");
        Daemon("munged", "--foreground", "--force", $"--key-file={munge}/key", $"--socket={munge}/socket", $"--pid-file={munge}/pid", $"--log-file={munge}/log", $"--seed-file={munge}/seed");
        WaitFor(() => File.Exists(Path.Combine(munge, "socket")), "munged");
        Daemon("slurmctld", "-D", "-c");
        Daemon("slurmd", "-D", "-N", host);
        WaitFor(() => Answer("sinfo", "--noheader", "--format=%T").Trim() == "idle", "the node to be idle");
    }

    // What the daemons say is in their logs too; it is read so that they never wait for a reader.
    private void Daemon(string name, params string[] arguments)
    {
        var process = Process.Start(Info(name, arguments))!;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        _daemons.Add(process);
    }

    private string Answer(string name, params string[] arguments)
    {
        using var process = Process.Start(Info(name, arguments))!;
        process.BeginErrorReadLine();
        return process.StandardOutput.ReadToEnd();
    }

    private ProcessStartInfo Info(string name, string[] arguments)
    {
        var info = new ProcessStartInfo(Find(name)!, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = _folder };
        info.Environment["SLURM_CONF"] = Conf;
        return info;
    }

    private void WaitFor(Func<bool> condition, string what)
    {
        for (var clock = Stopwatch.StartNew(); !condition();)
        {
            if (clock.Elapsed > Patience || _daemons.Exists(d => d.HasExited))
            {
                var logs = Directory.GetFiles(_folder, "*.log").Select(l => $"{Path.GetFileName(l)}: {string.Join(" | ", File.ReadLines(l).TakeLast(5))}");
                throw new InvalidOperationException($"Slurm did not start (waited for {what}). {string.Join("; ", logs)}");
            }

            Thread.Sleep(50);
        }
    }
}
