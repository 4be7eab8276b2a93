using System.Globalization;

using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace FijiBridge.Bridge.Protocol;

/// <summary>
/// Messages to lines and back: one JSON object per line, UTF-8, LF. The format is the Appose worker protocol
/// (docs/protocol.md has a sample of each message). Keys that are not known are ignored, so that newer clients and
/// workers understand older ones.
/// </summary>
public static class MessageCodec
{
    private static readonly JsonLoadSettings LoadSettings = new() { DuplicatePropertyNameHandling = DuplicatePropertyNameHandling.Error };

    /// <summary>Reads a request.</summary>
    /// <exception cref="ProtocolException">The line is not a request.</exception>
    public static Request DecodeRequest(string line)
    {
        var json = ParseObject(line);
        var task = Text(json, "task") ?? throw new ProtocolException($"A request needs a \"task\": {Shorten(line)}");
        switch (Text(json, "requestType"))
        {
            case "EXECUTE":
                var script = Text(json, "script")
                    ?? throw new ProtocolException("An EXECUTE request needs a \"script\" that names the operation.", task);
                return json["inputs"] switch
                {
                    null or { Type: JTokenType.Null } => new ExecuteRequest(task, script, []),
                    JObject inputs => new ExecuteRequest(task, script, inputs),
                    var other => throw new ProtocolException($"\"inputs\" must be an object, not {other.Type}.", task),
                };
            case "CANCEL":
                return new CancelRequest(task);
            case var other:
                throw new ProtocolException($"\"requestType\" must be EXECUTE or CANCEL, not {other ?? "absent"}.", task);
        }
    }

    /// <summary>Reads a response; for clients and tests.</summary>
    /// <exception cref="ProtocolException">The line is not a response.</exception>
    public static Response DecodeResponse(string line)
    {
        var json = ParseObject(line);
        var task = Text(json, "task") ?? throw new ProtocolException($"A response needs a \"task\": {Shorten(line)}");
        return Text(json, "responseType") switch
        {
            "LAUNCH" => new LaunchResponse(task),
            "UPDATE" => new UpdateResponse(
                task,
                Text(json, "message") ?? "",
                json.Value<long?>("current") ?? 0,
                json.Value<long?>("maximum") ?? 0,
                (json["info"] as JObject)?.Value<double?>("secondsLeft"),
                json["info"] is JObject info && info.Properties().Any(p => p.Name != "secondsLeft") ? Without(info, "secondsLeft") : null),
            "COMPLETION" => new CompletionResponse(task, json["outputs"] as JObject ?? []),
            "CANCELATION" => new CancelationResponse(task),
            "FAILURE" => new FailureResponse(task, Text(json, "error") ?? "", json["details"]?.ToObject<FailureDetails>()),
            var other => throw new ProtocolException($"Unknown \"responseType\" {other ?? "(absent)"}.", task),
        };
    }

    /// <summary>Writes a request as one line, without the line end; for clients and tests.</summary>
    public static string Encode(Request request) => OneLine(request switch
    {
        ExecuteRequest r => new JObject { ["task"] = r.Task, ["requestType"] = "EXECUTE", ["script"] = r.Script, ["inputs"] = r.Inputs },
        _ => new JObject { ["task"] = request.Task, ["requestType"] = "CANCEL" },
    });

    /// <summary>Writes a response as one line, without the line end.</summary>
    public static string Encode(Response response)
    {
        var json = new JObject { ["task"] = response.Task };
        switch (response)
        {
            case LaunchResponse:
                json["responseType"] = "LAUNCH";
                break;
            case UpdateResponse r:
                json["responseType"] = "UPDATE";
                json["message"] = r.Message;
                json["current"] = r.Current;
                json["maximum"] = r.Maximum;
                if (r.SecondsLeft is not null || r.More is not null)
                {
                    var info = r.SecondsLeft is { } seconds ? new JObject { ["secondsLeft"] = Math.Round(seconds, 1) } : [];
                    info.Merge(r.More ?? []);
                    json["info"] = info;
                }

                break;
            case CompletionResponse r:
                json["responseType"] = "COMPLETION";
                json["outputs"] = r.Outputs;
                break;
            case CancelationResponse:
                json["responseType"] = "CANCELATION";
                break;
            case FailureResponse r:
                json["responseType"] = "FAILURE";
                json["error"] = r.Error;
                if (r.Details is { } details)
                {
                    json["details"] = Details(details);
                }

                break;
            default:
                throw new ArgumentException($"No line is defined for {response.GetType().Name}.", nameof(response));
        }

        return OneLine(json);
    }

    private static JObject Details(FailureDetails details)
    {
        var json = new JObject { ["kind"] = details.Kind, ["type"] = details.Type };
        if (details.Trace is not null)
        {
            json["trace"] = details.Trace;
        }

        if (details.Log is not null)
        {
            json["log"] = details.Log;
        }

        return json;
    }

    // JSON escapes line ends inside strings, so Formatting.None never breaks the line.
    private static string OneLine(JObject json)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        using var writer = new JsonTextWriter(text) { Formatting = Formatting.None, FloatFormatHandling = FloatFormatHandling.String };
        json.WriteTo(writer);
        writer.Flush();
        return text.ToString();
    }

    private static JObject Without(JObject json, string key)
    {
        var rest = (JObject)json.DeepClone();
        _ = rest.Remove(key);
        return rest;
    }

    private static JObject ParseObject(string line)
    {
        try
        {
            using var reader = new JsonTextReader(new StringReader(line)) { DateParseHandling = DateParseHandling.None, MaxDepth = 32 };
            var json = JToken.ReadFrom(reader, LoadSettings) as JObject
                ?? throw new ProtocolException($"A message is one JSON object per line, not: {Shorten(line)}");
            return reader.Read() ? throw new ProtocolException($"A line holds one JSON object and nothing else: {Shorten(line)}") : json;
        }
        catch (JsonException e)
        {
            throw new ProtocolException($"A message is one JSON object per line, not: {Shorten(line)} ({e.Message})", null, e);
        }
    }

    private static string? Text(JObject json, string key) => json[key] is { Type: JTokenType.String } value ? value.Value<string>() : null;

    private static string Shorten(string line) => line.Length <= 120 ? line : line[..117] + "...";
}
