namespace FijiBridge.Build;

/// <summary>
/// A Slurm for the tests of batches on clusters, which start its programs for themselves. Installed by the administrator alone (CI, a
/// container), and without starting any service now or with the machine; elsewhere those tests are skipped and say so.
/// </summary>
internal static class TestSlurm
{
    private const string Policy = "/usr/sbin/policy-rc.d"; // Debian's packages ask it before they start a service
    private static readonly string[] Packages = ["slurmctld", "slurmd", "slurm-client", "munge"];
    private static readonly string[] Services = ["slurmctld", "slurmd", "munge"];
    private static readonly string[] Programs = ["munged", "slurmctld", "slurmd", "sbatch"];

    /// <summary>Installs it where it lacks; a failure is said and does no harm.</summary>
    public static int Install()
    {
        if (!OperatingSystem.IsLinux() || Programs.All(p => Shell.Find(p) is not null || File.Exists(Path.Combine("/usr/sbin", p))))
        {
            return 0;
        }

        try
        {
            if (Setup.AptDoor() is not "")
            {
                throw new BuildException("only the administrator installs it without starting its services");
            }

            WithoutServices(() => Setup.Install("", Packages));
        }
        catch (BuildException e)
        {
            Shell.Say($"setup: without {string.Join(' ', Packages)} the tests of batches on a Slurm cluster are skipped ({e.Message})");
        }

        return 0;
    }

    private static void WithoutServices(Action install)
    {
        bool ours = !File.Exists(Policy);
        if (ours)
        {
            File.WriteAllText(Policy, "#!/bin/sh\nexit 101\n");
            _ = Shell.Run("chmod", ["755", Policy]);
        }

        try
        {
            install();
        }
        finally
        {
            if (ours)
            {
                File.Delete(Policy);
            }
        }

        if (Shell.Find("systemctl") is not null)
        {
            _ = Shell.Capture("systemctl", ["--quiet", "disable", .. Services]);
        }
    }
}
