using System.Reflection;
using FijiBridge.Bridge.Cli;
using FijiBridge.Engine;
using Xunit;

namespace FijiBridge.Bridge.Tests.Cli;

public class ErrorPolicyTests
{
    [Fact]
    public void What_the_user_can_mend_exits_with_2() => Assert.Equal(2, ErrorPolicy.Run(() => throw new UserAdviceException("Do this.")));

    [Fact]
    public void A_cancellation_exits_with_130() => Assert.Equal(130, ErrorPolicy.Run(() => throw new OperationCanceledException()));

    [Fact]
    public void A_fault_exits_with_1() => Assert.Equal(1, ErrorPolicy.Run(() => throw new InvalidOperationException("broken")));

    [Fact]
    public void Advice_is_found_inside_the_wrappers_of_tasks_and_reflection()
    {
        var wrapped = new AggregateException(new TargetInvocationException(new UserAdviceException("Do this.")));
        Assert.Equal("Do this.", ErrorPolicy.AdviceFor(wrapped));
    }

    [Fact]
    public void A_fault_is_told_with_its_causes() => Assert.Equal(
        "InvalidOperationException: outer\n  caused by IOException: inner", ErrorPolicy.CauseChain(new InvalidOperationException("outer", new IOException("inner"))));

    [Fact]
    public void A_full_disk_is_advice_wherever_it_happens() => Assert.Contains(
        "the disk is full", ErrorPolicy.AdviceFor(new IOException("No space left on device : '/data/x.tif'", 28)));

    [Fact]
    public void Too_little_memory_is_advice_wherever_it_happens()
    {
        Assert.StartsWith("There is not enough memory (Array too large); close other programs", ErrorPolicy.AdviceFor(new AggregateException(new OutOfMemoryException("Array too large."))));
        Assert.StartsWith("There is not enough memory (CUDA out of memory", ErrorPolicy.AdviceFor(new System.Runtime.InteropServices.ExternalException("CUDA out of memory. Tried to allocate 2 GiB")));
        Assert.StartsWith("There is not enough memory (GET was unable to find an engine", ErrorPolicy.AdviceFor(new System.Runtime.InteropServices.ExternalException("GET was unable to find an engine to execute this computation")));
        Assert.Null(ErrorPolicy.AdviceFor(new System.Runtime.InteropServices.ExternalException("expected scalar type Float")));
    }

    [Fact]
    public void A_denied_file_is_advice_that_names_it() => Assert.StartsWith(
        "/data/x.tif: no permission", ErrorPolicy.AdviceFor(new UnauthorizedAccessException("Access to the path '/data/x.tif' is denied.")));
}
