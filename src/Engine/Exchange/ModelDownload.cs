using System.Net;
using FijiBridge.Engine.Files;

namespace FijiBridge.Engine.Exchange;

/// <summary>Fetches a model's zip from the web: http or https, not larger than a model can be, not longer without an answer than <see cref="Silence"/>.</summary>
internal sealed class ModelDownload
{
    /// <summary>Bytes at most.</summary>
    public long MostBytes { get; init; } = 4L << 30;

    /// <summary>Longest time in which nothing comes.</summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>True for what is a link and no path.</summary>
    public static bool IsLink(string source) => source.Contains("://", StringComparison.Ordinal);

    /// <summary>A name for the model behind a link: the last part that names a zip, else the last part.</summary>
    public static string NameOf(string link)
    {
        var parts = Parse(link).AbsolutePath.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(Uri.UnescapeDataString).ToList();
        var file = parts.LastOrDefault(p => p.EndsWith(".zip", StringComparison.OrdinalIgnoreCase)) ?? parts.LastOrDefault() ?? "model";
        return Path.GetFileNameWithoutExtension(file);
    }

    /// <summary>Fetches a file.</summary>
    /// <param name="link">http or https address of the file.</param>
    /// <param name="path">File to create.</param>
    /// <param name="progress">Receives bytes done.</param>
    /// <param name="ct">Stops; nothing is left.</param>
    /// <exception cref="UserAdviceException">There is no such file, no answer, or too much of it; the message names the link.</exception>
    public void Get(string link, string path, IProgress<ProgressReport>? progress, CancellationToken ct)
    {
        var address = Parse(link);
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(ct);
        try
        {
            silence.CancelAfter(Silence);
            using var client = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
            client.DefaultRequestHeaders.UserAgent.ParseAdd("FijiBridge");
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            using var response = client.Send(request, HttpCompletionOption.ResponseHeadersRead, silence.Token);
            Check(response, link);
            AtomicFile.Write(path, file => Copy(response, link, file, progress, silence));
        }
        catch (OperationCanceledException e) when (!ct.IsCancellationRequested)
        {
            throw new UserAdviceException($"{link} did not answer for {Silence.TotalSeconds:0} seconds; try again, or download the file with a browser and install it from there.", e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException { InnerException: System.Net.Sockets.SocketException } or HttpIOException)
        {
            throw new UserAdviceException($"{link} cannot be downloaded: {e.Message.TrimEnd('.')}; look at the link and the network, or download the file with a browser.", e);
        }
    }

    private void Copy(HttpResponseMessage response, string link, Stream file, IProgress<ProgressReport>? progress, CancellationTokenSource silence)
    {
        using var body = response.Content.ReadAsStream(silence.Token);
        var (length, buffer, done) = (response.Content.Headers.ContentLength, new byte[1 << 16], 0L);
        while (true)
        {
            silence.CancelAfter(Silence);
            var n = body.ReadAsync(buffer, silence.Token).AsTask().GetAwaiter().GetResult();
            if (n == 0)
            {
                break;
            }

            done += n;
            if (done > MostBytes)
            {
                throw TooLarge(link, done);
            }

            file.Write(buffer, 0, n);
            progress?.Report(new ProgressReport("downloading", done, length ?? 0));
        }

        if (length is { } expected && done != expected)
        {
            throw new UserAdviceException($"{link} broke off after {done} of {expected} bytes; try again.");
        }
    }

    private void Check(HttpResponseMessage response, string link)
    {
        if (response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Gone)
        {
            throw new UserAdviceException($"There is no file at {link}; look at the link.");
        }

        if (!response.IsSuccessStatusCode)
        {
            throw new UserAdviceException($"{link} answers {(int)response.StatusCode} ({response.ReasonPhrase}); download the file with a browser and install it from there.");
        }

        if (response.Content.Headers.ContentType?.MediaType == "text/html")
        {
            throw new UserAdviceException($"{link} is a web page, not a file; give the link of the zip itself.");
        }

        if (response.Content.Headers.ContentLength is { } length && length > MostBytes)
        {
            throw TooLarge(link, length);
        }
    }

    private UserAdviceException TooLarge(string link, long bytes) =>
        new($"{link} has {bytes} bytes or more, and a model has at most {MostBytes}; it is not downloaded.");

    private static Uri Parse(string link) => Uri.TryCreate(link, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
        ? address
        : throw new UserAdviceException($"{link} is no link that can be fetched; http and https can.");
}
