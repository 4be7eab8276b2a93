using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using FijiBridge.Engine;

namespace FijiBridge.Bridge.Batch.Slurm;

/// <summary>Slurm's own commands: sbatch, squeue, scancel, scontrol.</summary>
internal sealed partial class SlurmClient
{
    private const int UsualArrayLimit = 1001;

    /// <summary>Largest number of tasks that an array may have here (MaxArraySize counts from 0).</summary>
    /// <exception cref="UserAdviceException">There is no Slurm, or it does not answer.</exception>
    public int LargestArray()
    {
        var match = ArrayLimit().Match(Run("scontrol", ["show", "config"]));
        return (match.Success ? int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) : UsualArrayLimit) - 1;
    }

    /// <summary>Submits a job array.</summary>
    /// <param name="script">The script.</param>
    /// <param name="tasks">Numbers of the tasks.</param>
    /// <param name="parallel">Tasks that may run at a time; null for any number.</param>
    /// <param name="arguments">Further words.</param>
    /// <returns>Id of the job.</returns>
    /// <exception cref="UserAdviceException">Slurm refuses it; the message is Slurm's own.</exception>
    public string Submit(string script, IEnumerable<int> tasks, int? parallel, IEnumerable<string> arguments)
    {
        var limit = parallel is { } most ? $"%{most}" : "";
        var answer = Run("sbatch", ["--parsable", $"--array={string.Join(',', tasks)}{limit}", .. arguments, script]);
        return answer.Trim().Split(';')[0]; // "123" or "123;cluster"
    }

    /// <summary>State of each task of a job that is still in the queue, by number (PENDING, RUNNING, COMPLETING, ...).</summary>
    /// <exception cref="UserAdviceException">Slurm does not answer.</exception>
    public IReadOnlyDictionary<int, string> InQueue(string job)
    {
        string answer;
        try
        {
            answer = Run("squeue", ["--noheader", "--array", "--jobs", job, "--format", "%K %T"]);
        }
        catch (UserAdviceException e) when (e.Message.Contains("Invalid job id", StringComparison.Ordinal))
        {
            return new Dictionary<int, string>(); // forgotten some minutes after its end
        }

        var states = new Dictionary<int, string>();
        foreach (var words in answer.Split('\n').Select(l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Where(w => w.Length == 2))
        {
            if (int.TryParse(words[0], CultureInfo.InvariantCulture, out var task))
            {
                states[task] = words[1];
            }
        }

        return states;
    }

    /// <summary>Takes a job out of the queue and ends what runs of it.</summary>
    public void Cancel(string job) => _ = Run("scancel", [job]);

    private static string Run(string program, IEnumerable<string> arguments)
    {
        using var process = new Process
        {
            StartInfo = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true },
        };
        try
        {
            _ = process.Start();
        }
        catch (Win32Exception e)
        {
            throw new UserAdviceException($"Slurm's command {program} was not found; run this on a machine that submits jobs to the cluster, or leave out --executor slurm.", e);
        }

        process.StandardInput.Close();
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? output
            : throw new UserAdviceException($"Slurm's {program} failed: {OneLine(error.GetAwaiter().GetResult())}; correct the --slurm-… and --sbatch options, or ask the cluster's administrators.");
    }

    private static string OneLine(string text) =>
        string.Join("; ", text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(l => l.TrimEnd('.')).DefaultIfEmpty("it said nothing"));

    [GeneratedRegex(@"MaxArraySize\s*=\s*(\d+)")]
    private static partial Regex ArrayLimit();
}
