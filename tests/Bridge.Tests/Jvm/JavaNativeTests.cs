using FijiBridge.Bridge.Jvm;
using Xunit;

namespace FijiBridge.Bridge.Tests.Jvm;

/// <summary>
/// Java that calls .NET. java.util.TimeZone has a native method of the right shape, getSystemTimeZoneID, which getDefault() calls where the
/// property user.timezone is not set; so no test class is needed.
/// </summary>
[Collection(Java.Collection)]
public sealed class JavaNativeTests : IDisposable
{
    private static readonly JavaClass Zones = new("java.util.TimeZone");
    private static readonly JavaMethod SetDefault = Zones.StaticMethod("void", "setDefault", "java.util.TimeZone");
    private static readonly JavaMethod GetDefault = Zones.StaticMethod("java.util.TimeZone", "getDefault");
    private static readonly JavaMethod GetId = Zones.Method("String", "getID");
    private static readonly JavaMethod ClearProperty = new JavaClass("java.lang.System").StaticMethod("String", "clearProperty", "String");
    private static readonly JavaMethod ParseInt = new JavaClass("java.lang.Integer").StaticMethod("int", "parseInt", "String");

    private static Func<string?, string?> s_body = _ => "UTC";
    private static bool s_bound;

    public void Dispose() => s_body = _ => "UTC";

    [Fact]
    public void Java_calls_the_body_with_its_text_and_gets_the_answer()
    {
        string? javaHome = null;
        Assert.Equal("Pacific/Auckland", ZoneFrom(argument =>
        {
            javaHome = argument;
            return "Pacific/Auckland";
        }));
        Assert.True(Directory.Exists(javaHome));
        Assert.Equal("GMT", ZoneFrom(_ => null));
    }

    [Fact]
    public void The_body_may_call_Java_in_its_turn()
    {
        Assert.Equal("GMT+05:00", ZoneFrom(_ =>
        {
            using var scope = Java.Host.Enter();
            return $"GMT+{scope.CallInt(ParseInt, null, "5"):00}:00";
        }));
    }

    [Fact]
    public void An_exception_of_NET_goes_through_Java_and_keeps_both_stack_traces()
    {
        var before = Java.Host.LiveReferences;
        var e = Assert.Throws<JavaException>(() => ZoneFrom(_ => throw new InvalidOperationException("no clock µ")));
        Assert.Equal("java.lang.RuntimeException", e.JavaClass);
        Assert.StartsWith("InvalidOperationException in .NET: no clock µ", e.JavaMessage);
        Assert.Contains(nameof(An_exception_of_NET_goes_through_Java_and_keeps_both_stack_traces), e.JavaMessage);
        Assert.Contains("getSystemTimeZoneID(Native Method)", e.JavaStackTrace);

        // an exception of Java inside the body, too
        e = Assert.Throws<JavaException>(() => ZoneFrom(_ =>
        {
            using var scope = Java.Host.Enter();
            return scope.CallInt(ParseInt, null, "noon").ToString();
        }));
        Assert.Contains("NumberFormatException: For input string: \"noon\"", e.JavaMessage);
        Assert.Equal(before, Java.Host.LiveReferences);
    }

    [Fact]
    public void A_method_that_is_not_native_or_not_there_is_named()
    {
        Assert.Contains("nothing", Assert.Throws<JavaException>(() => Java.Host.Implement("java.util.TimeZone", "nothing", t => t)).Message);
    }

    private static string? ZoneFrom(Func<string?, string?> body)
    {
        s_body = body;
        if (!s_bound)
        {
            Java.Host.Implement("java.util.TimeZone", "getSystemTimeZoneID", text => s_body(text));
            s_bound = true;
        }

        using var scope = Java.Host.Enter();
        scope.CallString(ClearProperty, null, "user.timezone");
        scope.Call(SetDefault, null, JavaValue.Null);
        using var zone = scope.CallObject(GetDefault, null)!;
        return scope.CallString(GetId, zone);
    }
}
