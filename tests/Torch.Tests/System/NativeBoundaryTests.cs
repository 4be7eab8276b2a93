using System.Runtime.InteropServices;
using TorchSharp;
using TorchSharp.PInvoke;
using Xunit;

namespace FijiBridge.Torch.Tests;

/// <summary>What is ours alone: the C boundary, the allocator and the threads.</summary>
public class NativeBoundaryTests
{
    [Fact]
    public void Any_exception_of_the_library_becomes_a_message()
    {
        var failure = Assert.Throws<ExternalException>(() => TorchError.Check(NativeMethods.fbt_throw_unknown()));
        Assert.Contains("unknown type", failure.Message);
    }

    [Fact]
    public void An_unknown_operator_names_itself_and_the_version()
    {
        var failure = Assert.Throws<ExternalException>(() => new Op("aten::no_such_thing", "x").Call());
        Assert.Contains("aten::no_such_thing.x", failure.Message);
        Assert.Contains(torch.__version__, failure.Message);
    }

    [Fact]
    public void Wrong_arguments_name_operator_and_argument()
    {
        using torch.Tensor x = torch.ones(2);
        Assert.Contains("'dim'", Assert.Throws<ExternalException>(() => Ops.softmax_int.Call(x, 0.5)).Message);
        Assert.Contains("it takes 2", Assert.Throws<ExternalException>(() => Ops.mm.Call(x, x, x)).Message);
        Assert.Contains("is missing", Assert.Throws<ExternalException>(() => Ops.mm.Call(x)).Message);
    }

    [Fact]
    public void A_missing_library_lists_each_path_and_the_remedy()
    {
        string nowhere = Path.Combine(Path.GetTempPath(), "no", "libFijiBridge.Torch.so");
        string empty = Path.GetTempFileName();
        var failure = Assert.Throws<DllNotFoundException>(() => NativeLibraryLoader.Load([nowhere, empty]));
        File.Delete(empty);
        Assert.Contains(nowhere + ": no such file", failure.Message);
        Assert.Contains(empty + ": ", failure.Message);
        Assert.Contains("apt-get install libtorch-dev", failure.Message);
        Assert.Contains("FIJIBRIDGE_TORCH_NATIVE", failure.Message);
    }

    [Fact]
    public void Freed_blocks_are_used_again_and_trimming_gives_them_back()
    {
        TorchExtras.TrimAllocator();
        using (torch.zeros(1 << 20)) { }
        AllocatorStatistics before = TorchExtras.AllocatorStatistics;
        Assert.True(before.CachedBytes >= 4 << 20);
        using (torch.zeros(1 << 20)) Assert.Equal(before.Hits + 1, TorchExtras.AllocatorStatistics.Hits);
        Assert.True(TorchExtras.TrimAllocator() >= 4 << 20);
        Assert.Equal(0, TorchExtras.AllocatorStatistics.CachedBytes);
    }

    [Fact]
    public void The_cap_limits_what_is_kept_and_the_allocator_may_be_switched_while_tensors_live()
    {
        try
        {
            using torch.Tensor kept = torch.ones(1 << 20);
            TorchExtras.SetCachingAllocator(true, capBytes: 1 << 20);
            using (torch.zeros(1 << 20)) { }
            Assert.Equal(0, TorchExtras.AllocatorStatistics.CachedBytes);
            TorchExtras.SetCachingAllocator(false);
            using (torch.zeros(1 << 20)) { }
            Assert.Equal(0, TorchExtras.AllocatorStatistics.CachedBytes);
            Assert.Equal(1 << 20, kept.sum().item<float>());
        }
        finally
        {
            TorchExtras.SetCachingAllocator(true);
        }
    }

    [Fact]
    public void Tensors_are_refused_while_there_is_memory_left_for_everything_else()
    {
        if (!TorchExtras.HasCachingAllocator) Assert.Skip("TorchSharp's tensors are not ours to refuse.");
        const long megabyte = 1 << 20;
        TorchExtras.TrimAllocator();
        try
        {
            TorchExtras.SetMemoryLimit(Environment.WorkingSet + 400 * megabyte);
            Assert.InRange(TorchExtras.MemoryRoom, 150 * megabyte, 280 * megabyte); // 128 MB stay free
            var failure = Assert.Throws<ExternalException>(() => torch.zeros(100 * megabyte));
            Assert.True(TorchExtras.IsOutOfMemory(failure), failure.Message);
            using torch.Tensor small = torch.ones(10 * megabyte);
            Assert.Equal(10 * megabyte, small.sum().item<float>());
        }
        finally
        {
            TorchExtras.SetMemoryLimit();
        }
        using torch.Tensor large = torch.zeros(100 * megabyte);
    }

    [Fact]
    public void What_is_cached_makes_room_for_what_is_needed()
    {
        if (!TorchExtras.HasCachingAllocator) Assert.Skip("TorchSharp has no cache of ours.");
        const long megabyte = 1 << 20;
        TorchExtras.TrimAllocator();
        try
        {
            TorchExtras.SetMemoryLimit(Environment.WorkingSet + 400 * megabyte);
            for (long size = 20; size <= 50; size += 10)
            {
                using torch.Tensor block = torch.zeros(size * megabyte); // 80 to 200 MB of different sizes, together too much
            }
        }
        finally
        {
            TorchExtras.SetMemoryLimit();
        }
    }

    [Fact]
    public void Impossible_sizes_are_out_of_memory()
    {
        var failure = Assert.Throws<ExternalException>(() => torch.empty(1L << 46));
        Assert.True(TorchExtras.IsOutOfMemory(failure), failure.Message);
    }

    [Fact]
    public void A_new_thread_uses_the_wanted_number_of_threads()
    {
        torch.set_num_threads(2);
        int seen = 0;
        var thread = new Thread(() => seen = torch.get_num_threads());
        thread.Start();
        thread.Join();
        torch.set_num_threads(1);
        Assert.Equal(2, seen);
        Assert.Equal(1, torch.get_num_threads());
        Assert.Throws<ArgumentOutOfRangeException>(() => torch.set_num_threads(0));
    }

    [Fact]
    public void A_forgotten_tensor_is_freed_by_the_garbage_collector()
    {
        long before = TorchExtras.LiveTensorCount;
        static void Forget()
        {
            for (int k = 0; k < 10; k++) torch.ones(4);
        }
        Forget();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        Assert.True(TorchExtras.LiveTensorCount <= before);
    }

    [Fact]
    public void A_thousand_steps_need_no_more_memory_than_a_hundred()
    {
        using var all = torch.NewDisposeScope();
        (torch.Tensor image, torch.Tensor target) = TrainingTests.Discs(1, 16);
        using var net = new TrainingTests.TinyUNet();
        using var optimizer = torch.optim.Adam(net.parameters(), lr: 1e-3);
        void Steps(int n)
        {
            for (int k = 0; k < n; k++)
            {
                using var scope = torch.NewDisposeScope();
                optimizer.zero_grad();
                torch.nn.functional.binary_cross_entropy_with_logits(net.call(image), target).backward();
                optimizer.step();
            }
        }
        // The count is of the whole process: what earlier tests forgot must not be freed in between.
        static long LiveTensors()
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            return TorchExtras.LiveTensorCount;
        }

        Steps(100);
        long tensors = LiveTensors();
        long resident = Environment.WorkingSet;
        Steps(900);
        Assert.Equal(tensors, LiveTensors());
        Assert.True(Environment.WorkingSet - resident < 32 << 20, $"resident memory grew by {(Environment.WorkingSet - resident) >> 10} KiB");
    }
}
