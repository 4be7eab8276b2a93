using System.Runtime.InteropServices;

namespace FijiBridge.Build;

/// <summary>
/// Installs what the machine lacks. It looks for the files and commands themselves, so tools that came from elsewhere count too;
/// where all is there it does nothing and takes no time.
/// </summary>
internal static class Setup
{
    public static int Run()
    {
        if (!OperatingSystem.IsLinux())
        {
            ExplainOtherSystems();
            return 0;
        }
        List<Requirement> missing = Requirement.Needed.Where(r => !r.IsThere()).ToList();
        if (missing.Count == 0)
        {
            Shell.Say("setup: everything is there");
            return 0;
        }
        Shell.Say("setup: missing " + string.Join("; ", missing.Select(m => $"{m.What} ({m.Package})")));
        string[] packages = missing.SelectMany(m => m.Package.Split(' ')).Distinct().ToArray();
        string? door = AptDoor();
        if (door is null)
        {
            ExplainByHand(packages);
            return 2;
        }
        Install(door, packages);
        List<Requirement> still = missing.Where(m => !m.IsThere()).ToList();
        if (still.Count > 0)
        {
            Shell.Say("setup: still missing after the installation: " + string.Join("; ", still.Select(m => $"{m.What} ({m.Package})")));
            return 2;
        }
        Shell.Say("setup: done");
        return 0;
    }

    /// <summary>How apt-get may be run: "" as root, "sudo" without a password, null when it may not.</summary>
    internal static string? AptDoor()
    {
        if (Shell.Find("apt-get") is null)
        {
            return null;
        }
        if (Environment.IsPrivilegedProcess)
        {
            return "";
        }
        bool sudo = Shell.Find("sudo") is not null && Shell.Capture("sudo", "-n", "true").ExitCode == 0;
        return sudo ? "sudo" : null;
    }

    internal static void Install(string door, IEnumerable<string> packages)
    {
        Apt(door, ["update", "-q"], "apt-get update");
        Apt(door, ["install", "-y", "-q", "--no-install-recommends", .. packages], "apt-get install");
    }

    private static void Apt(string door, string[] arguments, string what)
    {
        Shell.Say($"setup: apt-get {string.Join(' ', arguments)}");
        string[] command = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-o", "DPkg::Lock::Timeout=300", .. arguments];
        string[] whole = door.Length == 0 ? command : [door, "-n", .. command];
        int code = Shell.Run(whole[0], whole[1..]);
        if (code != 0)
        {
            throw new BuildException($"{what} ended with exit code {code}; its own message is above. Mend that and run ./build.sh setup again.", 2);
        }
    }

    private static void ExplainByHand(string[] packages)
    {
        if (Shell.Find("apt-get") is null)
        {
            Console.WriteLine("This system has no apt-get. Install with its own package tool what Debian calls:");
            Console.WriteLine("  " + string.Join(' ', packages));
            return;
        }
        Console.WriteLine("Installing needs the administrator's rights. Run this command, then the same ./build.sh verb again:");
        Console.WriteLine("  sudo apt-get update && sudo apt-get install -y " + string.Join(' ', packages));
    }

    private static void ExplainOtherSystems()
    {
        string system = OperatingSystem.IsWindows() ? "Windows" : OperatingSystem.IsMacOS() ? "macOS" : RuntimeInformation.OSDescription;
        Shell.Say($"setup: on {system} nothing is installed for you. The engine runs over the TorchSharp package there:");
        Console.WriteLine("  set the environment variable TorchProvider=nuget (it brings its own libtorch; no C++ compiler is needed).");
        Console.WriteLine("  A JDK (8 or newer) and ImageJ's ij.jar are needed to read images; a Fiji installation has both.");
        Console.WriteLine("  `fijibridge doctor` then says what was found and what is missing.");
    }
}
