using System.Diagnostics;
using System.Runtime.CompilerServices;
using FijiBridge.Bridge.Jvm;
using Xunit;

namespace FijiBridge.Bridge.Tests.Jvm;

[Collection(Java.Collection)]
public class JvmHostTests
{
    private static readonly JavaMethod ParseInt = JavaMethod.Static("java/lang/Integer", "parseInt", "(Ljava/lang/String;)I");
    private static readonly JavaMethod ValueOf = JavaMethod.Static("java/lang/String", "valueOf", "(D)Ljava/lang/String;");
    private static readonly JavaMethod Concat = JavaMethod.Instance("java/lang/String", "concat", "(Ljava/lang/String;)Ljava/lang/String;");
    private static readonly JavaMethod NewString = JavaMethod.Constructor("java/lang/String", "()V");
    private static readonly JavaMethod NewRuntimeException = JavaMethod.Constructor("java/lang/RuntimeException", "(Ljava/lang/String;Ljava/lang/Throwable;)V");
    private static readonly JavaMethod NewIOException = JavaMethod.Constructor("java/io/IOException", "(Ljava/lang/String;)V");
    private static readonly JavaMethod NewFuture = JavaMethod.Constructor("java/util/concurrent/CompletableFuture", "()V");
    private static readonly JavaMethod Fail = JavaMethod.Instance("java/util/concurrent/CompletableFuture", "completeExceptionally", "(Ljava/lang/Throwable;)Z");
    private static readonly JavaMethod Join = JavaMethod.Instance("java/util/concurrent/CompletableFuture", "join", "()Ljava/lang/Object;");

    [Fact]
    public void Static_and_instance_methods_take_and_return_values()
    {
        using var scope = Java.Host.Enter();
        Assert.Equal(-42, scope.CallInt(ParseInt, null, "-42"));
        Assert.Equal("0.5", scope.CallString(ValueOf, null, 0.5));
        using var empty = scope.New(NewString);
        Assert.Equal("zellkern µ 核 \0 😀\n", scope.CallString(Concat, empty, "zellkern µ 核 \0 😀\n"));
    }

    [Fact]
    public void A_Java_exception_arrives_with_class_message_and_Java_stack_trace()
    {
        using var scope = Java.Host.Enter();
        var e = Assert.Throws<JavaException>(() => scope.CallInt(ParseInt, null, "twelve"));
        Assert.Equal("java.lang.NumberFormatException", e.JavaClass);
        Assert.Equal("java.lang.NumberFormatException: For input string: \"twelve\"", e.Message);
        Assert.Contains("at java.base/java.lang.Integer.parseInt", e.ToString());
        Assert.Contains(nameof(A_Java_exception_arrives_with_class_message_and_Java_stack_trace), e.ToString());
        Assert.Equal(7, scope.CallInt(ParseInt, null, "7"));
    }

    [Fact]
    public void The_cause_in_Java_is_the_inner_exception()
    {
        using var scope = Java.Host.Enter();
        using var cause = scope.New(NewIOException, "disk gone");
        using var outer = scope.New(NewRuntimeException, "reading failed", JavaValue.Of(cause));
        using var future = scope.New(NewFuture);
        Assert.True(scope.CallBool(Fail, future, JavaValue.Of(outer)));
        var e = Assert.Throws<JavaException>(() => scope.CallObject(Join, future));
        Assert.Equal("java.util.concurrent.CompletionException", e.JavaClass);
        var inner = Assert.IsType<JavaException>(e.InnerException);
        Assert.Equal("java.lang.RuntimeException: reading failed", inner.Message);
        Assert.Equal("java.io.IOException: disk gone", Assert.IsType<JavaException>(inner.InnerException).Message);
        Assert.Contains("Caused by: java.io.IOException: disk gone", e.JavaStackTrace);
    }

    [Fact]
    public void Missing_classes_and_methods_are_named()
    {
        using var scope = Java.Host.Enter();
        Assert.Contains("no/such/Thing", Assert.Throws<JavaException>(() => scope.New(JavaMethod.Constructor("no/such/Thing", "()V"))).Message);
        Assert.Contains("parseIntt", Assert.Throws<JavaException>(() => scope.CallInt(JavaMethod.Static("java/lang/Integer", "parseIntt", "()I"), null)).Message);
    }

    [Fact]
    public void Null_references_in_dotnet_are_still_exceptions_after_the_Java_VM_was_created()
    {
        _ = Java.Host;
        for (var i = 0; i < 1000; i++)
        {
            Assert.Throws<NullReferenceException>(() => LengthOf(null));
        }

        var zero = (int)(Stopwatch.GetTimestamp() & 0);
        Assert.Throws<DivideByZeroException>(() => 1 / zero);
    }

    [Fact]
    public void Null_references_survive_garbage_collections_on_several_threads()
    {
        var host = Java.Host;
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        var caught = 0;
        void Fail()
        {
            while (!stop.IsCancellationRequested)
            {
                try
                {
                    LengthOf(null);
                }
                catch (NullReferenceException)
                {
                    Interlocked.Increment(ref caught);
                }

                using var scope = host.Enter();
                scope.CallInt(ParseInt, null, "5");
            }
        }

        void Collect()
        {
            while (!stop.IsCancellationRequested)
            {
                GC.Collect();
            }
        }

        var threads = new[] { new Thread(Fail), new Thread(Fail), new Thread(Collect) };
        Array.ForEach(threads, t => t.Start());
        Array.ForEach(threads, t => t.Join());
        Assert.True(caught > 0);
    }

    [Fact]
    public void A_Java_null_pointer_and_a_Java_stack_overflow_are_exceptions()
    {
        using var scope = Java.Host.Enter();
        using var list = scope.New(JavaMethod.Constructor("java/util/ArrayList", "()V"));
        var add = JavaMethod.Instance("java/util/ArrayList", "add", "(Ljava/lang/Object;)Z");
        Assert.True(scope.CallBool(add, list, JavaValue.Of(list)));

        // a list that holds itself: hashCode() never ends
        var e = Assert.Throws<JavaException>(() => scope.CallInt(JavaMethod.Instance("java/lang/Object", "hashCode", "()I"), list));
        Assert.Equal("java.lang.StackOverflowError", e.JavaClass);
        e = Assert.Throws<JavaException>(() => scope.CallInt(ParseInt, null, JavaValue.Null));
        Assert.Equal("java.lang.NumberFormatException", e.JavaClass);
        e = Assert.Throws<JavaException>(() => scope.CallObject(JavaMethod.Static("java/util/Objects", "requireNonNull", "(Ljava/lang/Object;)Ljava/lang/Object;"), null, JavaValue.Null));
        Assert.Equal("java.lang.NullPointerException", e.JavaClass);
    }

    [Fact]
    public void A_second_Java_VM_is_refused_with_the_reason()
    {
        var host = Assert.IsType<JvmHost>(Java.Host);
        var e = Assert.Throws<InvalidOperationException>(() => JvmHost.Start(host.Options));
        Assert.Contains("already runs a Java VM", e.Message);
        Assert.Contains("only one for its whole life", e.Message);
    }

    [Fact]
    public void The_class_path_cannot_be_smuggled_in_as_an_option()
    {
        var options = ((JvmHost)Java.Host).Options with { ExtraOptions = ["-Djava.class.path=/tmp"] };
        Assert.Contains("add the jar to ClassPath", Assert.Throws<ArgumentException>(options.ToArguments).Message);
    }

    [Fact]
    public async Task Child_processes_can_be_waited_for_after_the_Java_VM_was_created()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() || OperatingSystem.IsMacOS(), "Uses /bin/true.");
        _ = Java.Host;
        for (var i = 0; i < 5; i++)
        {
            using var child = Process.Start("/bin/true");
            await child.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
            Assert.Equal(0, child.ExitCode);
        }
    }

    [Fact]
    public void What_Java_prints_is_kept_from_stdout_and_can_be_taken_once()
    {
        var host = Java.Host;
        host.TakeOutput();
        using (var scope = host.Enter())
        {
            using var stream = scope.GetObject(JavaField.Static("java/lang/System", "out", "Ljava/io/PrintStream;"), null);
            scope.Call(JavaMethod.Instance("java/io/PrintStream", "print", "(Ljava/lang/String;)V"), stream, "Zellkern µ");
        }

        Assert.Equal("Zellkern µ", host.TakeOutput());
        Assert.Equal(string.Empty, host.TakeOutput());
    }

    [Fact]
    public void References_end_with_their_scope_and_are_counted()
    {
        var host = Java.Host;
        var before = host.LiveReferences;
        IJavaObject kept, global;
        using (var scope = host.Enter())
        {
            for (var i = 0; i < 100; i++)
            {
                scope.New(NewString);
            }

            kept = scope.New(NewString);
            global = scope.ToGlobal(kept);
        }

        using (var scope = host.Enter())
        {
            Assert.Throws<ObjectDisposedException>(() => scope.CallString(Concat, kept, "x"));
            Assert.Equal("x", scope.CallString(Concat, global, "x"));
            Assert.True(global.IsGlobal);
        }

        global.Dispose();
        Assert.Equal(before, host.LiveReferences);
    }

    [Fact]
    public void A_global_reference_that_nobody_disposed_ends_with_the_garbage_collection()
    {
        var host = Java.Host;
        var before = host.LiveReferences;
        Forget(host);
        Assert.Equal(before + 1, host.LiveReferences);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        using var scope = host.Enter();
        Assert.Equal(before, host.LiveReferences);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Forget(IJavaHost host)
    {
        using var scope = host.Enter();
        _ = scope.ToGlobal(scope.New(NewString));
    }

    [Fact]
    public void A_scope_is_refused_on_another_thread_and_under_an_inner_scope()
    {
        using var scope = Java.Host.Enter();
        Exception? other = null;
        var thread = new Thread(() => other = Record.Exception(() => scope.New(NewString)));
        thread.Start();
        thread.Join();
        Assert.IsType<InvalidOperationException>(other);
        using (Java.Host.Enter())
        {
            Assert.Contains("no inner scope", Assert.Throws<InvalidOperationException>(() => scope.New(NewString)).Message);
        }

        Assert.NotNull(scope.New(NewString));
    }

    [Fact]
    public void Arrays_are_copied_both_ways()
    {
        using var scope = Java.Host.Enter();
        RoundTrip<byte>(scope, [1, 200, 255]);
        RoundTrip<ushort>(scope, [1, 40000, 65535]);
        RoundTrip<short>(scope, [-1, 2, 3]);
        RoundTrip<int>(scope, [int.MinValue, 2, 3]);
        RoundTrip<long>(scope, [long.MinValue, 2, 3]);
        RoundTrip<float>(scope, [float.NaN, -0.5f, 3]);
        RoundTrip<double>(scope, [double.NaN, -0.5, 3]);
        using var array = scope.NewArray<int>([1, 2, 3]);
        var e = Assert.Throws<JavaException>(() => scope.CopyFrom<int>(array, 1, new int[3]));
        Assert.Equal("java.lang.ArrayIndexOutOfBoundsException", e.JavaClass);
    }

    private static void RoundTrip<T>(IJavaScope scope, T[] values)
        where T : unmanaged
    {
        using var array = scope.NewArray<T>(values);
        Assert.Equal(values.Length, scope.Length(array));
        var copy = new T[values.Length];
        scope.CopyFrom<T>(array, 0, copy);
        Assert.Equal(values, copy);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int LengthOf(string? text) => text!.Length;
}
