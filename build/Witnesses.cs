namespace FijiBridge.Build;

/// <summary>
/// Other people's software that the tests show exported models to: PyTorch, onnx, h5py and a JSON schema checker for Debian's
/// Python, and ONNX Runtime for node. Installed where that is allowed and quick; without them those tests are skipped and say so.
/// </summary>
internal static class Witnesses
{
    private const string OnnxRuntime = "onnxruntime-node@1.30.0";
    private static readonly string[] Packages = ["python3-torch", "python3-onnx", "python3-h5py", "python3-jsonschema", "python3-yaml"];
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

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
        // Only looked for: importing PyTorch would take seconds of every run.
        const string Look = "import importlib.util as u, sys; sys.exit(any(u.find_spec(n) is None for n in ('torch', 'onnx', 'h5py', 'jsonschema', 'yaml')))";
        if (File.Exists("/usr/bin/python3") && Shell.Capture("/usr/bin/python3", "-c", Look).ExitCode == 0)
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

        if (Directory.Exists(Cache) && Directory.EnumerateFileSystemEntries(Cache).Any())
        {
            Shell.Say($"setup: {Cache} holds other things and no onnxruntime-node, and is left alone; exported ONNX files are not run by ONNX Runtime in the tests");
            return;
        }

        if (Shell.Find("npm") is null || Shell.Find("node") is null)
        {
            Shell.Say("setup: node and npm are not there, so exported ONNX files are not run by ONNX Runtime in the tests");
            return;
        }

        // Beside its place first: a broken download must not look like an installation. Scripts would fetch GPU libraries.
        string temporary = $"{Cache}.{Environment.ProcessId}.tmp";
        try
        {
            _ = Directory.CreateDirectory(temporary);
            Shell.Say($"setup: npm install {OnnxRuntime} into {Cache}");
            int code = Shell.Run("npm", ["install", "--prefix", temporary, "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", OnnxRuntime], limit: Limit);
            if (code != 0)
            {
                Shell.Say($"setup: npm ended with exit code {code}; exported ONNX files are not run by ONNX Runtime in the tests");
                return;
            }

            if (Directory.Exists(Cache))
            {
                Directory.Delete(Cache); // empty
            }

            Directory.Move(temporary, Cache);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Shell.Say($"setup: {Cache} cannot be written ({e.Message}); exported ONNX files are not run by ONNX Runtime in the tests");
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
