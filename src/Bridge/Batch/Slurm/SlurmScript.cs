using System.Text;

namespace FijiBridge.Bridge.Batch.Slurm;

/// <summary>The shell script that each task of the job array runs: one chunk of the batch.</summary>
internal static class SlurmScript
{
    /// <summary>The text of the script.</summary>
    /// <param name="program">The words that start this program on the node.</param>
    /// <param name="chunks">Folder of the chunks; task N has NNNN.json and writes NNNN.jsonl.</param>
    /// <param name="arguments">Further words for <c>segment</c>.</param>
    /// <param name="threadsGiven">False to use as many threads as Slurm gives CPUs.</param>
    /// <param name="setup">Lines to run before.</param>
    public static string Write(IReadOnlyList<string> program, string chunks, IReadOnlyList<string> arguments, bool threadsGiven, IReadOnlyList<string> setup)
    {
        var text = new StringBuilder("#!/bin/bash\n# One chunk of a FijiBridge batch; written by fijibridge segment --executor slurm.\n");
        foreach (var line in setup)
        {
            _ = text.Append(line).Append('\n');
        }

        _ = text.Append("chunk=").Append(Quote(chunks)).Append("/$(printf '%04d' \"$SLURM_ARRAY_TASK_ID\")\n").Append("exec");
        foreach (var word in program)
        {
            _ = text.Append(' ').Append(Quote(word));
        }

        _ = text.Append(" segment --items \"$chunk.json\" --run-log \"$chunk.jsonl\" --resume");
        foreach (var word in arguments)
        {
            _ = text.Append(' ').Append(Quote(word));
        }

        if (!threadsGiven)
        {
            _ = text.Append(" --threads \"${SLURM_CPUS_PER_TASK:-${SLURM_CPUS_ON_NODE:-1}}\"");
        }

        return text.Append('\n').ToString();
    }

    /// <summary>A word that the shell takes as it is, whatever is in it.</summary>
    public static string Quote(string word) => $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
