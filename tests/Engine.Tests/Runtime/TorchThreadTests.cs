using FijiBridge.Engine.Runtime;
using TorchSharp;
using Xunit;

namespace FijiBridge.Engine.Tests.Runtime;

public class TorchThreadTests
{
    // A training whose steps are computed with another number of threads from some step on has other weights in their last bits.
    [Fact]
    public void A_job_has_its_number_of_threads_back_after_others_that_ran_in_its_middle()
    {
        var seen = TorchThread.Shared.Run(3, () =>
        {
            var others = new List<int>();
            using var asked = new CountdownEvent(2);
            Thread[] waiting = [.. new[] { 1, 2 }.Select(threads => new Thread(() =>
            {
                asked.Signal();
                TorchThread.Shared.Run(threads, () =>
                {
                    others.Add(torch.get_num_threads());
                    return TorchThread.Shared.Run(4, torch.get_num_threads);
                });
            }))];
            Array.ForEach(waiting, t => t.Start());
            asked.Wait();
            while (!waiting.All(t => t.Join(1)))
            {
                TorchThread.Shared.LetOthersWork();
            }

            return (Others: others.Order().ToArray(), Nested: TorchThread.Shared.Run(5, torch.get_num_threads), Own: torch.get_num_threads());
        });
        Assert.Equal([1, 2], seen.Others);
        Assert.Equal((5, 3), (seen.Nested, seen.Own));
    }

    [Fact]
    public void A_job_that_fails_gives_the_number_of_threads_back_too()
    {
        var own = TorchThread.Shared.Run(2, () =>
        {
            Assert.Throws<InvalidOperationException>(() => TorchThread.Shared.Run<int>(1, () => throw new InvalidOperationException()));
            return torch.get_num_threads();
        });
        Assert.Equal(2, own);
    }

    [Fact]
    public void Others_are_served_in_the_middle_of_a_long_job()
    {
        using var asked = new ManualResetEventSlim();
        torch.Tensor? kept = null;
        var other = new Thread(() =>
        {
            asked.Set();
            TorchThread.Shared.Run(() => kept = torch.ones(3));
        });
        TorchThread.Shared.Run(() =>
        {
            using var scope = torch.NewDisposeScope();
            other.Start();
            asked.Wait();
            for (var i = 0; i < 1000 && !other.Join(1); i++)
            {
                TorchThread.Shared.LetOthersWork();
            }

            Assert.True(other.Join(0));
        });
        Assert.Equal(3, kept!.sum().item<float>()); // it outlives the long job
        kept.Dispose();
    }
}
