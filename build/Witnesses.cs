namespace FijiBridge.Build;

/// <summary>
/// Other people's software that the tests show exported models to: PyTorch, onnx, h5py and a JSON schema checker for Debian's
/// Python, and ONNX Runtime for node. Installed where that is allowed and quick; without them those tests are skipped and say so.
/// </summary>
internal static class Witnesses
{
    private const string OnnxRuntime = "onnxruntime-node@1.30.0";
    private static readonly string[] Packages = ["python3-torch", "python3-onnx", "python3-h5py", "python3-jsonschema", "python3-yaml"];
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    /// <summary>The folder that receives what npm brings, outside of the sources.</summary>
    private static string Cache => Environment.GetEnvironmentVariable("FIJIBRIDGE_WITNESSES")
        ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache", "fijibridge", "witnesses");

    /// <summary>Installs what can be; a failure is said and does no harm.</summary>
    public static int Install()
    {
        if (OperatingSystem.IsLinux())
        {
            InstallPackages();
            InstallOnnxRuntime();
        }

        return 0;
    }

    private static void InstallPackages()
    {
        if (File.Exists("/usr/bin/python3") && Shell.Capture("/usr/bin/python3", "-c", "import torch, onnx, h5py, jsonschema, yaml").ExitCode == 0)
        {
            return;
        }

        try
        {
            Setup.Install(Setup.AptDoor() ?? throw new BuildException("installing needs the administrator's rights"), Packages);
        }
        catch (BuildException e)
        {
            Shell.Say($"setup: without {string.Join(' ', Packages)} the tests that show exported models to PyTorch, onnx and h5py are skipped ({e.Message})");
        }
    }

    private static void InstallOnnxRuntime()
    {
        if (Directory.Exists(Path.Combine(Cache, "node_modules", "onnxruntime-node")))
        {
            return;
        }

        if (Shell.Find("npm") is null || Shell.Find("node") is null)
        {
            Shell.Say("setup: node and npm are not there, so exported ONNX files are not run by ONNX Runtime in the tests");
            return;
        }

        // Beside its place first: a broken download must not look like an installation. Scripts would fetch GPU libraries.
        string temporary = $"{Cache}.{Environment.ProcessId}.tmp";
        _ = Directory.CreateDirectory(temporary);
        try
        {
            Shell.Say($"setup: npm install {OnnxRuntime} into {Cache}");
            int code = Shell.Run("npm", ["install", "--prefix", temporary, "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", OnnxRuntime], limit: Limit);
            if (code != 0)
            {
                Shell.Say($"setup: npm ended with exit code {code}; exported ONNX files are not run by ONNX Runtime in the tests");
                return;
            }

            if (Directory.Exists(Cache))
            {
                Directory.Delete(Cache, recursive: true);
            }

            Directory.Move(temporary, Cache);
        }
        finally
        {
            if (Directory.Exists(temporary))
            {
                Directory.Delete(temporary, recursive: true);
            }
        }
    }
}
