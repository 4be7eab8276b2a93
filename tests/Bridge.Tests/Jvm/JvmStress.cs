using System.Runtime.CompilerServices;
using FijiBridge.Bridge.Jvm;
using Xunit;

namespace FijiBridge.Bridge.Tests.Jvm;

/// <summary>
/// What broke, or could break, a process with two runtimes, each with its own signal handlers and collector. Explicit, since a failure here
/// kills the process: <see cref="JvmChildTests"/> runs them in one of their own, with a time limit.
/// </summary>
[Collection(Java.Collection)]
public class JvmStress
{
    private static readonly JavaClass Strings = new("java.lang.String");
    private static readonly JavaMethod ParseInt = new JavaClass("java.lang.Integer").StaticMethod("int", "parseInt", "String");
    private static readonly JavaMethod Collect = new JavaClass("java.lang.System").StaticMethod("void", "gc");
    private static readonly JavaMethod CompareTo = Strings.Method("int", "compareTo", "String");
    private static readonly JavaMethod NewString = Strings.Constructor();
    private static readonly JavaMethod NewList = new JavaClass("java.util.ArrayList").Constructor();
    private static readonly JavaMethod Add = new JavaClass("java.util.ArrayList").Method("boolean", "add", "Object");
    private static readonly JavaMethod HashCode = new JavaClass("java.lang.Object").Method("int", "hashCode");

    [Fact(Explicit = true)]
    public void Null_references_and_divisions_by_zero_on_four_threads()
    {
        _ = Java.Host;
        OnThreads(4, _ =>
        {
            for (var i = 0; i < 1000; i++)
            {
                Assert.Throws<NullReferenceException>(() => LengthOf(null));
                Assert.Throws<DivideByZeroException>(() => Divide(i, 0));
            }
        });
    }

    [Fact(Explicit = true)]
    public void Null_pointers_of_Java_and_of_NET_in_turns()
    {
        var host = Java.Host;
        OnThreads(4, _ =>
        {
            using var scope = host.Enter();
            using var empty = scope.New(NewString);
            for (var i = 0; i < 500; i++)
            {
                Assert.Equal("java.lang.NullPointerException", Assert.Throws<JavaException>(() => scope.CallInt(CompareTo, empty, JavaValue.Null)).JavaClass);
                Assert.Throws<NullReferenceException>(() => LengthOf(null));
            }
        });
    }

    [Fact(Explicit = true)]
    public void Stack_overflows_of_Java_on_small_and_large_stacks()
    {
        var host = Java.Host;
        foreach (var kilobytes in new[] { 512, 1536, 16384 })
        {
            OnThreads(1, _ =>
            {
                using var scope = host.Enter();
                for (var i = 0; i < 5; i++)
                {
                    using var list = scope.New(NewList);
                    scope.CallBool(Add, list, JavaValue.Of(list)); // a list that holds itself: hashCode() never ends
                    Assert.Equal("java.lang.StackOverflowError", Assert.Throws<JavaException>(() => scope.CallInt(HashCode, list)).JavaClass);
                    Assert.Throws<NullReferenceException>(() => LengthOf(null));
                }
            }, kilobytes << 10);
        }
    }

    [Fact(Explicit = true)]
    public void Both_collectors_at_work_beside_null_references_and_calls()
    {
        var host = Java.Host;
        var before = host.LiveReferences;
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(4));
        long calls = 0, caught = 0;
        OnThreads(6, n =>
        {
            while (!stop.IsCancellationRequested)
            {
                using var scope = host.Enter();
                switch (n)
                {
                    case 0:
                        GC.Collect();
                        break;
                    case 1:
                        using (scope.NewArray<byte>(new byte[1 << 20]))
                        {
                            scope.Call(Collect, null);
                        }

                        break;
                    case 2 or 3:
                        Assert.Throws<NullReferenceException>(() => LengthOf(null));
                        Interlocked.Increment(ref caught);
                        break;
                    default:
                        for (var i = 0; i < 100; i++)
                        {
                            Assert.Equal(i, scope.CallInt(ParseInt, null, i.ToString()));
                        }

                        Interlocked.Add(ref calls, 100);
                        break;
                }
            }
        });
        Assert.True(calls > 100 && caught > 10, $"{calls} calls, {caught} null references");
        Assert.Equal(before, host.LiveReferences);
    }

    // CoreCLR stops threads with a signal; where that stays blocked after a null reference, a loop holds up every collection.
    [Fact(Explicit = true)]
    public void A_collection_does_not_wait_for_a_loop_that_began_with_a_null_reference()
    {
        _ = Java.Host;
        var stop = false;
        var begun = new ManualResetEventSlim();
        var loop = new Thread(() =>
        {
            Assert.Throws<NullReferenceException>(() => LengthOf(null));
            begun.Set();
            while (!Volatile.Read(ref stop))
            {
            }
        });
        loop.Start();
        begun.Wait(TestContext.Current.CancellationToken);
        for (var i = 0; i < 20; i++)
        {
            GC.Collect();
        }

        Volatile.Write(ref stop, true);
        loop.Join();
    }

    private static void OnThreads(int count, Action<int> body, int stackBytes = 0)
    {
        Exception? failure = null;
        var threads = Enumerable.Range(0, count).Select(n => new Thread(
            () =>
            {
                try
                {
                    body(n);
                }
                catch (Exception e)
                {
                    failure = e;
                }
            },
            stackBytes)).ToList();
        threads.ForEach(t => t.Start());
        threads.ForEach(t => t.Join());
        Assert.Null(failure);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int LengthOf(string? text) => text!.Length;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Divide(int a, int b) => a / b;
}
