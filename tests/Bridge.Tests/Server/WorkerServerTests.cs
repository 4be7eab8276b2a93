using FijiBridge.Bridge.Protocol;
using FijiBridge.Bridge.Server;
using FijiBridge.Engine;

using Newtonsoft.Json.Linq;

using Xunit;

namespace FijiBridge.Bridge.Tests.Server;

public sealed class WorkerServerTests
{
    [Fact]
    public void A_task_is_launched_and_completed_with_its_outputs()
    {
        using var talk = new Conversation(new Operation("add", t => new JObject { ["sum"] = t.Inputs.Number("a") + t.Inputs.Number("b") }, true, Number("a"), Number("b")));
        talk.Execute("t1", "add", new JObject { ["a"] = 1, ["b"] = 2.5 });
        Assert.Equal("t1", talk.Next<LaunchResponse>().Task);
        var done = talk.Next<CompletionResponse>();
        Assert.Equal("t1", done.Task);
        Assert.Equal(3.5, done.Outputs["sum"]);
    }

    [Fact]
    public void Heavy_tasks_run_one_after_another_in_their_order()
    {
        var running = 0;
        using var talk = new Conversation(new Operation("work", t =>
        {
            Assert.Equal(1, Interlocked.Increment(ref running));
            Thread.Sleep(20);
            _ = Interlocked.Decrement(ref running);
            return [];
        }));
        for (var i = 0; i < 5; i++)
        {
            talk.Execute("t" + i, "work");
        }

        for (var i = 0; i < 5; i++)
        {
            Assert.Equal("t" + i, talk.Answer<CompletionResponse>().Task);
        }
    }

    [Fact]
    public void A_light_task_is_answered_while_a_heavy_one_runs()
    {
        using var go = new ManualResetEventSlim();
        using var talk = new Conversation(
            new Operation("heavy", _ =>
            {
                go.Wait();
                return [];
            }),
            new Operation("light", _ => [], usesDevice: false));
        talk.Execute("h", "heavy");
        Assert.Equal("h", talk.Next<LaunchResponse>().Task);
        talk.Execute("l", "light");
        Assert.Equal("l", talk.Answer<CompletionResponse>().Task);
        go.Set();
        Assert.Equal("h", talk.Answer<CompletionResponse>().Task);
    }

    [Fact]
    public void Cancel_stops_a_running_task()
    {
        using var talk = new Conversation(UntilCancelled());
        talk.Execute("t", "wait");
        _ = talk.Next<LaunchResponse>();
        talk.Cancel("t");
        Assert.Equal("t", talk.Answer<CancelationResponse>().Task);
    }

    [Fact]
    public void Cancel_removes_a_waiting_task_and_leaves_the_others()
    {
        using var talk = new Conversation(UntilCancelled());
        talk.Execute("first", "wait");
        _ = talk.Next<LaunchResponse>();
        talk.Execute("second", "wait");
        talk.Cancel("second");
        talk.Cancel("first");
        Assert.Equal("first", talk.Answer<CancelationResponse>().Task);
        Assert.Equal("second", talk.Next<CancelationResponse>().Task);
    }

    [Fact]
    public void Cancel_of_an_unknown_task_is_ignored()
    {
        using var talk = new Conversation(new Operation("light", _ => []));
        talk.Cancel("nobody");
        talk.Execute("t", "light");
        _ = talk.Answer<CompletionResponse>();
    }

    [Fact]
    public void Advice_reaches_the_user_as_one_sentence()
    {
        using var talk = new Conversation(new Operation("advise", _ => throw new UserAdviceException("Water the plants.")));
        talk.Execute("t", "advise");
        var failure = talk.Answer<FailureResponse>();
        Assert.Equal("Water the plants.", failure.Error);
        Assert.Equal(new FailureDetails("advice", "UserAdviceException", null, "/log/of/the/test"), failure.Details);
    }

    [Fact]
    public void A_fault_names_its_type_and_the_log_and_carries_the_trace()
    {
        using var talk = new Conversation(new Operation("fail", _ => throw new AggregateException(new InvalidOperationException("first line\nsecond line"))));
        talk.Execute("t", "fail");
        var failure = talk.Answer<FailureResponse>();
        Assert.Equal("The engine failed with InvalidOperationException: first line (log: /log/of/the/test)", failure.Error);
        Assert.Equal("fault", failure.Details!.Kind);
        Assert.Contains("second line", failure.Details.Trace);
    }

    [Fact]
    public void After_a_failure_the_worker_goes_on()
    {
        using var talk = new Conversation(new Operation("fail", _ => throw new OutOfMemoryException()), new Operation("light", _ => []));
        talk.Execute("t1", "fail");
        _ = talk.Answer<FailureResponse>();
        talk.Execute("t2", "light");
        Assert.Equal("t2", talk.Answer<CompletionResponse>().Task);
    }

    [Fact]
    public void An_unknown_operation_is_refused_with_the_known_ones()
    {
        using var talk = new Conversation(new Operation("b", _ => []), new Operation("a", _ => []));
        talk.Execute("t", "c");
        Assert.Equal("There is no operation 'c'; this worker knows a, b.", talk.Next<FailureResponse>().Error);
    }

    [Fact]
    public void An_unknown_input_is_refused_with_the_known_ones()
    {
        using var talk = new Conversation(new Operation("a", _ => [], true, Number("prob"), Number("nms")));
        talk.Execute("t", "a", new JObject { ["porb"] = 1 });
        Assert.Equal("'a' has no input 'porb'; it knows prob, nms.", talk.Answer<FailureResponse>().Error);
    }

    [Fact]
    public void Garbage_between_requests_does_no_harm()
    {
        using var talk = new Conversation(new Operation("light", _ => []));
        talk.Send("this is not JSON");
        talk.Send("");
        talk.Send("{\"task\":\"x\",\"requestType\":\"DANCE\"}");
        Assert.Equal("x", talk.Next<FailureResponse>().Task);
        talk.Execute("t", "light");
        Assert.Equal("t", talk.Answer<CompletionResponse>().Task);
    }

    [Fact]
    public void At_the_end_of_input_tasks_are_finished()
    {
        using var talk = new Conversation(new Operation("work", _ =>
        {
            Thread.Sleep(100);
            return [];
        }));
        talk.Execute("t1", "work");
        talk.Execute("t2", "work");
        talk.Close();
        Assert.Equal("t1", talk.Answer<CompletionResponse>().Task);
        Assert.Equal("t2", talk.Answer<CompletionResponse>().Task);
    }

    [Fact]
    public void When_nobody_reads_any_more_running_tasks_stop()
    {
        using var talk = new Conversation(new Operation("count", t =>
        {
            for (var i = 0; ; i++)
            {
                t.CancellationToken.ThrowIfCancellationRequested();
                t.Report("stage " + i, i, 1000000);
                Thread.Sleep(1);
            }
        }));
        talk.Execute("t", "count");
        _ = talk.Next<LaunchResponse>();
        talk.StopReading();
        talk.Close();
    }

    [Fact]
    public void Texts_of_all_alphabets_survive()
    {
        using var talk = new Conversation(new Operation("echo", t => new JObject { ["text"] = t.Inputs.Text("text") }, true, new InputInfo("text", "text", "")));
        talk.Execute("t", "echo", new JObject { ["text"] = "Zellkerne µm 細胞核 😀" });
        Assert.Equal("Zellkerne µm 細胞核 😀", talk.Answer<CompletionResponse>().Outputs["text"]);
    }

    private static InputInfo Number(string name) => new(name, "number", "");

    private static Operation UntilCancelled() => new("wait", t =>
    {
        Assert.True(t.CancellationToken.WaitHandle.WaitOne(TimeSpan.FromSeconds(20)));
        t.CancellationToken.ThrowIfCancellationRequested();
        return [];
    });
}
