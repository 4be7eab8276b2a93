using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace TorchSharp.PInvoke;

/// <summary>The C interface of src/Torch.Native. Functions that return int give -1 on error, handles 0; see <see cref="TorchError"/>.</summary>
internal static unsafe partial class NativeMethods
{
    internal const string Library = "FijiBridge.Torch";

    [LibraryImport(Library)] internal static partial byte* fbt_error();
    [LibraryImport(Library)] internal static partial int fbt_throw_unknown();

    // operators
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)] internal static partial nint fbt_op(string name, string overload);
    [LibraryImport(Library)] internal static partial int fbt_call(nint op, Val* arguments, int count, Val* results, int capacity);
    [LibraryImport(Library)] internal static partial void fbt_box_drop(nint box);
    [LibraryImport(Library)] internal static partial int fbt_box_tensors(nint box, nint* results, int n);

    // tensors; the getters neither allocate nor throw, so they skip the switch of the thread state (2 ns instead of 15)
    [LibraryImport(Library)] internal static partial void fbt_drop(nint tensor);
    [LibraryImport(Library)] internal static partial nint fbt_alias(nint tensor);
    [LibraryImport(Library)][SuppressGCTransition] internal static partial long fbt_live();
    [LibraryImport(Library)][SuppressGCTransition] internal static partial long fbt_peak();
    [LibraryImport(Library)][SuppressGCTransition] internal static partial int fbt_dim(nint tensor);
    [LibraryImport(Library)][SuppressGCTransition] internal static partial long fbt_numel(nint tensor);
    [LibraryImport(Library)][SuppressGCTransition] internal static partial int fbt_dtype(nint tensor);
    [LibraryImport(Library)][SuppressGCTransition] internal static partial int fbt_itemsize(nint tensor);
    [LibraryImport(Library)][SuppressGCTransition] internal static partial int fbt_device_type(nint tensor);
    [LibraryImport(Library)][SuppressGCTransition] internal static partial int fbt_device_index(nint tensor);
    [LibraryImport(Library)][SuppressGCTransition] internal static partial void fbt_sizes(nint tensor, long* result);
    [LibraryImport(Library)] internal static partial int fbt_strides(nint tensor, long* result);
    [LibraryImport(Library)] internal static partial long fbt_storage_offset(nint tensor);
    [LibraryImport(Library)] internal static partial int fbt_is_contiguous(nint tensor, int format);
    [LibraryImport(Library)] internal static partial void* fbt_data(nint tensor);

    // gradients and modes
    [LibraryImport(Library)] internal static partial int fbt_requires_grad(nint tensor);
    [LibraryImport(Library)] internal static partial int fbt_set_requires_grad(nint tensor, int on);
    [LibraryImport(Library)] internal static partial int fbt_is_leaf(nint tensor);
    [LibraryImport(Library)] internal static partial int fbt_retain_grad(nint tensor);
    [LibraryImport(Library)] internal static partial int fbt_grad(nint tensor, nint* grad);
    [LibraryImport(Library)] internal static partial int fbt_set_grad(nint tensor, nint grad);
    [LibraryImport(Library)] internal static partial int fbt_set_data(nint tensor, nint data);
    [LibraryImport(Library)]
    internal static partial int fbt_backward(nint* roots, nint* grads, int n, int retainGraph, int createGraph, nint* inputs, int inputCount);
    [LibraryImport(Library)]
    internal static partial int fbt_autograd_grad(nint* roots, nint* grads, int n, int retainGraph, int createGraph, int allowUnused,
                                                  nint* inputs, int inputCount, nint* results);
    [LibraryImport(Library)][SuppressGCTransition] internal static partial int fbt_grad_mode();
    [LibraryImport(Library)][SuppressGCTransition] internal static partial void fbt_set_grad_mode(int on);
    [LibraryImport(Library)][SuppressGCTransition] internal static partial int fbt_is_inference_mode();
    [LibraryImport(Library)] internal static partial nint fbt_inference_enter(int on);
    [LibraryImport(Library)] internal static partial void fbt_inference_leave(nint guard);
    [LibraryImport(Library)] internal static partial int fbt_autocast(int deviceType, int on, int dtype, int nesting);

    // threads, random numbers, devices, switches
    [LibraryImport(Library)] internal static partial int fbt_set_num_threads(int n);
    [LibraryImport(Library)] internal static partial int fbt_get_num_threads();
    [LibraryImport(Library)] internal static partial int fbt_set_num_interop_threads(int n);
    [LibraryImport(Library)] internal static partial byte* fbt_version();
    [LibraryImport(Library)] internal static partial int fbt_manual_seed(long seed);
    [LibraryImport(Library)] internal static partial nint fbt_generator(int deviceType, int index, int make, long seed);
    [LibraryImport(Library)] internal static partial int fbt_generator_set_seed(nint generator, long seed);
    [LibraryImport(Library)] internal static partial int fbt_generator_seed(nint generator, int fresh, long* seed);
    [LibraryImport(Library)] internal static partial nint fbt_generator_state(nint generator);
    [LibraryImport(Library)] internal static partial int fbt_generator_set_state(nint generator, nint state);
    [LibraryImport(Library)] internal static partial int fbt_cuda_device_count();
    [LibraryImport(Library)] internal static partial int fbt_cudnn_available();
    [LibraryImport(Library)] internal static partial int fbt_cuda_synchronize(int index);
    [LibraryImport(Library)] internal static partial int fbt_cuda_manual_seed(long seed, int all);
    [LibraryImport(Library)] internal static partial int fbt_cuda_info(int index, byte* name, int capacity, long* total, long* free);
    [LibraryImport(Library)] internal static partial int fbt_cuda_empty_cache();
    [LibraryImport(Library)] internal static partial int fbt_set_switch(int which, int on);
    [LibraryImport(Library)] internal static partial int fbt_get_switch(int which);

    // the caching CPU allocator
    [LibraryImport(Library)] internal static partial int fbt_allocator_enable(int on, long cap);
    [LibraryImport(Library)] internal static partial long fbt_allocator_trim();
    [LibraryImport(Library)] internal static partial int fbt_cuda_capability(int index);
    [LibraryImport(Library)] internal static partial int fbt_memory_limit(long process, long tensors);
    [LibraryImport(Library)] internal static partial long fbt_memory_room();
    [LibraryImport(Library)] internal static partial int fbt_allocator_stats(long* six);
    [LibraryImport(Library)] internal static partial int fbt_allocator_reset_peak();

    // TorchScript
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint fbt_jit_load(string path, int deviceType, int index);
    [LibraryImport(Library)] internal static partial nint fbt_jit_load_bytes(byte* bytes, long n, int deviceType, int index);
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint fbt_jit_define(string className, string source, string names, nint* parameters, int n);
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)] internal static partial int fbt_jit_save(nint module, string path);
    [LibraryImport(Library)] internal static partial void fbt_jit_drop(nint module);
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int fbt_jit_run(nint module, string method, Val* arguments, int count, Val* results, int capacity);
    [LibraryImport(Library)] internal static partial int fbt_jit_train(nint module, int on);
    [LibraryImport(Library)] internal static partial int fbt_jit_is_training(nint module);
    [LibraryImport(Library)] internal static partial int fbt_jit_to(nint module, int deviceType, int index, int dtype);
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)] internal static partial int fbt_jit_inputs(nint module, string method);
    [LibraryImport(Library)]
    internal static partial int fbt_jit_state(nint module, int kind, byte* names, int namesCapacity, nint* tensors, int capacity);
}
