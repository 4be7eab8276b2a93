using FijiBridge.Bridge.Protocol;
using FijiBridge.Bridge.Server;

using Xunit;

namespace FijiBridge.Bridge.Tests.Server;

public sealed class ProgressThrottleTests
{
    private readonly List<UpdateResponse> _sent = [];
    private readonly Clock _clock = new();
    private readonly ProgressThrottle _progress;

    public ProgressThrottleTests() => _progress = new ProgressThrottle("t", r => _sent.Add((UpdateResponse)r), _clock);

    [Fact]
    public void Many_reports_become_at_most_ten_messages_a_second()
    {
        for (var i = 0; i < 1000; i++)
        {
            _progress.Report("tiles", i, 1000);
            _clock.Milliseconds++;
        }

        Assert.InRange(_sent.Count, 9, 10);
    }

    [Fact]
    public void The_first_step_of_a_stage_and_its_last_are_always_sent()
    {
        _progress.Report("tiles", 0, 2);
        _progress.Report("tiles", 1, 2);
        _progress.Report("tiles", 2, 2);
        _progress.Report("outlines", 0, 1);
        Assert.Equal(["tiles 0", "tiles 2", "outlines 0"], _sent.Select(s => $"{s.Message} {s.Current}"));
    }

    [Fact]
    public void The_remaining_time_is_told_after_a_second()
    {
        for (var i = 0; i <= 10; i++)
        {
            _progress.Report("tiles", i, 20);
            _clock.Milliseconds += 500;
        }

        Assert.Null(_sent[1].SecondsLeft);
        Assert.Equal(9, _sent[2].SecondsLeft!.Value, 6); // 2 steps in 1 s, 18 to go
        Assert.Equal(5, _sent[10].SecondsLeft!.Value, 6);
    }

    private sealed class Clock : TimeProvider
    {
        public long Milliseconds { get; set; }

        public override long TimestampFrequency => 1000;

        public override long GetTimestamp() => Milliseconds;
    }
}
