using System.Text;
using FijiBridge.Engine;
using Newtonsoft.Json;

namespace FijiBridge.Bridge.Batch;

/// <summary>
/// The log of a batch: one line of JSON per event, appended and handed to the system line by line, so that a kill loses at
/// most the line that was being written. While it is open, no other run can open it for writing. For several threads.
/// </summary>
internal sealed class RunLog : IDisposable
{
    /// <summary>Its name in the folder of the results.</summary>
    public const string FileName = "segment-log.jsonl";

    private static readonly JsonSerializerSettings Settings = new() { Formatting = Formatting.None, DateTimeZoneHandling = DateTimeZoneHandling.Utc };

    private readonly FileStream _file;
    private readonly FileStream _lock;
    private readonly Lock _gate = new();

    private RunLog(string path, string run, FileStream file, FileStream mark) => (Path, Run, _file, _lock) = (path, run, file, mark);

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>Id of this run.</summary>
    public string Run { get; }

    /// <summary>A new id: when it began, and something that no other run has.</summary>
    public static string NewRun(TimeProvider time) => $"{time.GetUtcNow():yyyyMMdd-HHmmss}-{Guid.NewGuid().ToString("N")[..8]}";

    /// <summary>Opens or creates the log and locks it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="run">Id of the run that begins.</param>
    /// <exception cref="UserAdviceException">It cannot be written, or another run has it open.</exception>
    public static RunLog Open(string path, string run)
    {
        path = System.IO.Path.GetFullPath(path);
        FileStream? mark = null;
        try
        {
            // A file of its own is locked, so that everybody can read the log meanwhile; the system frees the lock of a killed process.
            var folder = System.IO.Path.GetDirectoryName(path)!;
            _ = Directory.CreateDirectory(folder);
            mark = new FileStream(System.IO.Path.Combine(folder, $".{System.IO.Path.GetFileName(path)}.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
            return new RunLog(path, run, new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite), mark);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            var locked = mark is null && e is IOException && File.Exists(path);
            mark?.Dispose();
            throw new UserAdviceException(
                locked
                    ? $"Another batch is writing {path}; wait until it ends, or give this one its own --run-log FILE or --out DIR."
                    : $"The run log {path} cannot be written ({e.Message.TrimEnd('.')}); give another --run-log FILE or --out DIR.",
                e);
        }
    }

    /// <summary>The records of earlier runs; lines that a kill cut off are passed over.</summary>
    public IEnumerable<RunRecord> ReadEarlier()
    {
        _file.Position = 0;
        using var reader = new StreamReader(_file, new UTF8Encoding(false), false, -1, leaveOpen: true);
        foreach (var record in RunLogReader.Read(reader))
        {
            yield return record;
        }
    }

    /// <summary>Appends a line.</summary>
    /// <exception cref="RunLogException">The disk is full or gone.</exception>
    public void Append(RunRecord record) => AppendText(JsonConvert.SerializeObject(record with { Run = Run, Time = DateTime.UtcNow }, Settings) + "\n");

    /// <summary>Appends lines of other logs, except those that are here already.</summary>
    /// <exception cref="RunLogException">The disk is full or gone.</exception>
    public void AppendMissing(IEnumerable<string> lines)
    {
        _file.Position = 0;
        var here = new HashSet<string>(StringComparer.Ordinal);
        using (var reader = new StreamReader(_file, new UTF8Encoding(false), false, -1, leaveOpen: true))
        {
            while (reader.ReadLine() is { } line)
            {
                _ = here.Add(line);
            }
        }

        AppendText(string.Concat(lines.Where(here.Add).Select(line => line + "\n")));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            try
            {
                _file.Dispose();
                _lock.Dispose();
            }
            catch (IOException)
            {
                // what could not be written was reported when it was tried
            }
        }
    }

    private void AppendText(string line)
    {
        lock (_gate)
        {
            try
            {
                _file.Position = _file.Length;
                if (_file.Length > 0 && !EndsLine())
                {
                    line = "\n" + line; // a kill cut the last line off
                }

                _file.Write(Encoding.UTF8.GetBytes(line));
                _file.Flush();
            }
            catch (IOException e)
            {
                throw new RunLogException(Path, e);
            }
        }
    }

    private bool EndsLine()
    {
        _file.Position = _file.Length - 1;
        var last = _file.ReadByte();
        _file.Position = _file.Length;
        return last == '\n';
    }
}

/// <summary>The run log cannot be written any more, so that going on would leave results that nobody knows of.</summary>
internal sealed class RunLogException(string path, IOException cause) : IOException(
    $"The run log {path} cannot be written ({cause.Message.TrimEnd('.')}); free some space or repair the place, then run the same command with --resume.", cause);
