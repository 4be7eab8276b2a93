using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace FijiBridge.Bridge.Batch;

/// <summary>One line of the run log, see docs/batch.md.</summary>
internal abstract record RunRecord
{
    /// <summary>Which kind of line: run, writing, image or end.</summary>
    [JsonProperty("record", Order = -3)] public abstract string Record { get; }

    /// <summary>Id of the run.</summary>
    [JsonProperty("run", Order = -2)] public string Run { get; init; } = "";

    /// <summary>When the line was written, UTC.</summary>
    [JsonProperty("time", Order = -1)] public DateTime Time { get; init; }
}

/// <summary>How a run began: all that is needed to repeat it.</summary>
internal sealed record RunStarted : RunRecord
{
    /// <inheritdoc/>
    public override string Record => "run";

    /// <summary>Versions of the program and of what it ran on.</summary>
    [JsonProperty("program")] public JObject Program { get; init; } = [];

    /// <summary>Name, system, processor and threads of the machine.</summary>
    [JsonProperty("machine")] public JObject Machine { get; init; } = [];

    /// <summary>Name, folder and hash of the model.</summary>
    [JsonProperty("model")] public JObject Model { get; init; } = [];

    /// <summary>Every option that changes results, with the values in effect.</summary>
    [JsonProperty("options")] public JObject Options { get; init; } = [];

    /// <summary>What ran the network, and where.</summary>
    [JsonProperty("device")] public string Device { get; init; } = "";

    /// <summary>The words of the command line.</summary>
    [JsonProperty("command")] public IReadOnlyList<string> Command { get; init; } = [];

    /// <summary>The folder in which the command was given.</summary>
    [JsonProperty("working_folder")] public string WorkingFolder { get; init; } = "";

    /// <summary>Images of this run.</summary>
    [JsonProperty("images")] public int Images { get; init; }
}

/// <summary>A result file.</summary>
/// <param name="Kind">labels, rois, table or overlay.</param>
/// <param name="File">Path, relative to the log's folder where it lies below it, with '/'.</param>
/// <param name="Bytes">Size.</param>
/// <param name="Sha256">Hash of the content.</param>
internal sealed record OutputRecord(
    [property: JsonProperty("kind")] string Kind,
    [property: JsonProperty("file")] string File,
    [property: JsonProperty("bytes")] long Bytes,
    [property: JsonProperty("sha256")] string Sha256);

/// <summary>The results of an image are complete and get their final names next; where no "image" line follows, the run was killed in between.</summary>
internal sealed record OutputsComplete : RunRecord
{
    /// <inheritdoc/>
    public override string Record => "writing";

    /// <summary>The files.</summary>
    [JsonProperty("outputs")] public IReadOnlyList<OutputRecord> Outputs { get; init; } = [];
}

/// <summary>What became of one image.</summary>
internal sealed record ImageEnded : RunRecord
{
    /// <inheritdoc/>
    public override string Record => "image";

    /// <summary>The file, with its full path.</summary>
    [JsonProperty("input")] public string Input { get; init; } = "";

    /// <summary>Series from 1, or null.</summary>
    [JsonProperty("series")] public int? Series { get; init; }

    /// <summary>Series that the file holds; 0 where the image could not be read.</summary>
    [JsonProperty("series_in_file")] public int SeriesInFile { get; init; }

    /// <summary>done, skipped, failed or cancelled.</summary>
    [JsonProperty("outcome")] public string Outcome { get; init; } = "";

    /// <summary>Hash of what decides the result: content of the input, series, model and options. Null where the input could not be read.</summary>
    [JsonProperty("key")] public string? Key { get; init; }

    /// <summary>Hash of the file.</summary>
    [JsonProperty("input_sha256")] public string? InputSha256 { get; init; }

    /// <summary>Size of the file.</summary>
    [JsonProperty("input_bytes")] public long InputBytes { get; init; }

    /// <summary>Columns.</summary>
    [JsonProperty("width")] public int Width { get; init; }

    /// <summary>Rows.</summary>
    [JsonProperty("height")] public int Height { get; init; }

    /// <summary>Objects found.</summary>
    [JsonProperty("objects")] public int Objects { get; init; }

    /// <summary>Seconds of reading, segmenting (with waiting for the network) and writing.</summary>
    [JsonProperty("seconds")] public StageSeconds Seconds { get; init; } = new(0, 0, 0);

    /// <summary>The result files.</summary>
    [JsonProperty("outputs")] public IReadOnlyList<OutputRecord> Outputs { get; init; } = [];

    /// <summary>What the user should know of the result.</summary>
    [JsonProperty("notices")] public IReadOnlyList<string> Notices { get; init; } = [];

    /// <summary>Why it failed, or null.</summary>
    [JsonProperty("error")] public string? Error { get; init; }
}

/// <summary>Seconds that an image spent in each stage.</summary>
/// <param name="Read">Hashing and reading.</param>
/// <param name="Segment">Network and objects, with waiting for the network.</param>
/// <param name="Write">Writing and hashing the results.</param>
internal sealed record StageSeconds(
    [property: JsonProperty("read")] double Read, [property: JsonProperty("segment")] double Segment, [property: JsonProperty("write")] double Write);

/// <summary>How a run ended; missing where it was killed.</summary>
internal sealed record RunEnded : RunRecord
{
    /// <inheritdoc/>
    public override string Record => "end";

    /// <summary>Images segmented in this run.</summary>
    [JsonProperty("done")] public int Done { get; init; }

    /// <summary>Images whose results were there.</summary>
    [JsonProperty("skipped")] public int Skipped { get; init; }

    /// <summary>Images that failed.</summary>
    [JsonProperty("failed")] public int Failed { get; init; }

    /// <summary>Images that were not begun or not finished.</summary>
    [JsonProperty("cancelled")] public int Cancelled { get; init; }

    /// <summary>Wall time from the first read to the last write, seconds.</summary>
    [JsonProperty("seconds")] public double Seconds { get; init; }

    /// <summary>Part of that time in which the network was at work, 0 to 1.</summary>
    [JsonProperty("network_busy")] public double NetworkBusy { get; init; }

    /// <summary>Exit code of the command.</summary>
    [JsonProperty("exit_code")] public int ExitCode { get; init; }
}
