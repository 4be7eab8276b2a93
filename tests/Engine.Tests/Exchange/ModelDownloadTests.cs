using System.Net;
using System.Security.Cryptography;
using FijiBridge.Engine.Exchange;
using FijiBridge.Engine.Models;
using FijiBridge.Engine.StarDist;
using Xunit;

namespace FijiBridge.Engine.Tests.Exchange;

/// <summary>Models by link, from a small server on this machine.</summary>
public sealed class ModelDownloadTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("fijibridge-link-").FullName;
    private readonly HttpListener _server = new();
    private readonly string _link;
    private readonly byte[] _zip;
    private readonly Task _serving;
    private readonly CancellationTokenSource _closed = new();

    // The machine's proxy, where it has one (http_proxy), does not know this server.
    static ModelDownloadTests() => HttpClient.DefaultProxy = new WebProxy();

    public ModelDownloadTests()
    {
        var model = SavedModel.Write(Path.Combine(_root, "model"), new StarDistConfig { NRays = 6, UnetNDepth = 1, UnetNFilterBase = 4, NetConvAfterUnet = 8 });
        var file = Path.Combine(_root, "model.zip");
        _ = ModelExporter.Export(model, ExportFormat.Bioimageio, file);
        _zip = File.ReadAllBytes(file);
        for (var port = 0; ; port++)
        {
            _link = $"http://127.0.0.1:{20000 + ((Environment.ProcessId + (port * 7)) % 20000)}/";
            try
            {
                _server.Prefixes.Add(_link);
                _server.Start();
                break;
            }
            catch (HttpListenerException) when (port < 50)
            {
                _server.Prefixes.Clear();
            }
        }

        _serving = Task.Run(Serve);
    }

    public void Dispose()
    {
        _closed.Cancel();
        _server.Close();
        _serving.Wait(TimeSpan.FromSeconds(5));
        _closed.Dispose();
        Directory.Delete(_root, recursive: true);
    }

    private string Models => Path.Combine(_root, "models");

    [Fact]
    public void A_model_is_installed_from_a_link_under_the_name_of_the_zip()
    {
        var hash = Convert.ToHexString(SHA256.HashData(_zip));
        var imported = ModelImporter.Import(_link + "files/my%20nuclei.zip/content?download=1", Models, new() { Sha256 = hash });
        Assert.Equal("my nuclei", imported.Name);
        Assert.Equal(ModelFolder.LoadWeights(Path.Combine(_root, "model")), ModelFolder.LoadWeights(imported.Folder));
        Assert.Equal([imported.Folder], Directory.GetFileSystemEntries(Models));
    }

    [Theory]
    [InlineData("none.zip", "There is no file at")]
    [InlineData("page.zip", "is a web page, not a file")]
    [InlineData("broken.zip", "answers 500")]
    [InlineData("short.zip", "cannot be downloaded")]
    [InlineData("silent.zip", "did not answer for")]
    [InlineData("endless.zip", "and a model has at most 10000000")]
    [InlineData("large.zip", "has 99999999999 bytes or more")]
    public void What_goes_wrong_on_the_way_is_one_sentence_with_the_link(string file, string words)
    {
        var download = new ModelDownload { MostBytes = 10_000_000, Silence = TimeSpan.FromSeconds(file == "silent.zip" ? 1 : 20) };
        var error = Assert.Throws<UserAdviceException>(() => ModelImporter.Import(_link + file, Models, new ImportOptions(), download, null, default));
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
        Assert.Contains(_link + file, error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(Models));
    }

    [Fact]
    public void Another_file_than_the_hash_says_is_refused()
    {
        var wrong = new string('0', 64);
        Assert.Contains(wrong, Assert.Throws<UserAdviceException>(() => ModelImporter.Import(_link + "m.zip", Models, new() { Sha256 = wrong })).Message, StringComparison.Ordinal);
        Assert.Contains("m.zip has the sha256", Assert.Throws<UserAdviceException>(() => ModelImporter.Import(_link + "m.zip", Models, new() { Sha256 = wrong })).Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(Models));
    }

    [Fact]
    public void A_cancelled_download_leaves_nothing()
    {
        using var cancel = new CancellationTokenSource();
        var progress = new Stopper(cancel);
        Assert.ThrowsAny<OperationCanceledException>(() => ModelImporter.Import(_link + "endless.zip", Models, new(), progress, cancel.Token));
        Assert.Empty(Directory.GetFileSystemEntries(Models));
    }

    [Theory]
    [InlineData("ftp://example.org/m.zip")]
    [InlineData("file:///etc/passwd")]
    [InlineData("http://")]
    public void Other_kinds_of_links_are_not_followed(string link) =>
        Assert.Contains("http and https can", Assert.Throws<UserAdviceException>(() => ModelImporter.Import(link, Models)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_server_that_is_not_there_is_named()
    {
        var link = "http://127.0.0.1:9/m.zip";
        Assert.Contains($"{link} cannot be downloaded", Assert.Throws<UserAdviceException>(() => ModelImporter.Import(link, Models)).Message, StringComparison.Ordinal);
    }

    private async Task Serve()
    {
        while (_server.IsListening)
        {
            try
            {
                var context = await _server.GetContextAsync();
                _ = Task.Run(() => Answer(context));
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task Answer(HttpListenerContext context)
    {
        var response = context.Response;
        try
        {
            switch (context.Request.Url!.Segments[^1])
            {
                case "none.zip":
                    response.StatusCode = 404;
                    break;
                case "broken.zip":
                    response.StatusCode = 500;
                    break;
                case "page.zip":
                    response.ContentType = "text/html; charset=utf-8";
                    break;
                case "large.zip":
                    response.ContentLength64 = 99_999_999_999;
                    await response.OutputStream.WriteAsync(_zip);
                    await response.OutputStream.FlushAsync();
                    await Task.Delay(1000, _closed.Token);
                    response.Abort();
                    return;
                case "short.zip":
                    response.ContentLength64 = _zip.Length;
                    await response.OutputStream.WriteAsync(_zip.AsMemory(0, _zip.Length / 2));
                    await response.OutputStream.FlushAsync();
                    response.Abort();
                    return;
                case "silent.zip":
                    await Task.Delay(Timeout.Infinite, _closed.Token);
                    break;
                case "endless.zip":
                    while (!_closed.IsCancellationRequested)
                    {
                        await response.OutputStream.WriteAsync(new byte[1 << 16], _closed.Token);
                    }

                    break;
                default:
                    response.ContentLength64 = _zip.Length;
                    await response.OutputStream.WriteAsync(_zip);
                    break;
            }

            response.Close();
        }
        catch (Exception e) when (e is HttpListenerException or OperationCanceledException or ObjectDisposedException or IOException)
        {
            // the other side went away, which some tests want
        }
    }

    private sealed class Stopper(CancellationTokenSource cancel) : IProgress<ProgressReport>
    {
        public void Report(ProgressReport value)
        {
            if (value is { Stage: "downloading", Current: > 1_000_000 })
            {
                cancel.Cancel();
            }
        }
    }
}
