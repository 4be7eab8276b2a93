// Threads, random numbers, CUDA devices and the numeric switches of libtorch.
#include "fbt.h"

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <torch/cuda.h>
#if FBT_TORCH >= 210
#include <c10/core/CachingDeviceAllocator.h>
#endif

#include <dlfcn.h>

#include <atomic>
#include <mutex>
#include <stdexcept>

// OpenMP keeps its thread count per OS thread: a new .NET thread whose first operator is a oneDNN convolution would ignore
// set_num_threads. Each thread therefore applies the wanted count once per change.
static std::atomic<int32_t> wanted_threads{0};
static std::atomic<int32_t> thread_epoch{0};
static thread_local int32_t applied_epoch = 0;

void fbt::ensure_thread_count() {
    int32_t epoch = thread_epoch.load(std::memory_order_relaxed);
    if (epoch == applied_epoch) return;
    at::set_num_threads(wanted_threads.load(std::memory_order_relaxed));
    applied_epoch = epoch;
}

FBT int32_t fbt_set_num_threads(int32_t n) {
    return fbt::guarded([&]() -> int32_t {
        wanted_threads.store(n, std::memory_order_relaxed);
        thread_epoch.fetch_add(1, std::memory_order_relaxed);
        fbt::ensure_thread_count();
        return 0;
    });
}
FBT int32_t fbt_get_num_threads() {
    return fbt::guarded([&]() -> int32_t { fbt::ensure_thread_count(); return at::get_num_threads(); });
}
FBT int32_t fbt_set_num_interop_threads(int32_t n) {
    return fbt::guarded([&]() -> int32_t { at::set_num_interop_threads(n); return 0; });
}

FBT const char* fbt_version() { return TORCH_VERSION; }

// Random numbers. A generator is a boxed value that operators take as their generator argument.
FBT int32_t fbt_manual_seed(int64_t seed) {
    return fbt::guarded([&]() -> int32_t { at::manual_seed(static_cast<uint64_t>(seed)); return 0; });
}
FBT void* fbt_generator(int32_t device_type, int32_t index, int32_t make, int64_t seed) {
    return fbt::guarded_handle([&]() -> void* {
        auto where = fbt::device(device_type, index);
        if (!make) return new c10::IValue(at::globalContext().defaultGenerator(where));
        if (where.is_cpu()) return new c10::IValue(at::Generator(at::detail::createCPUGenerator(static_cast<uint64_t>(seed))));
        at::Generator made = at::globalContext().defaultGenerator(where).clone();
        made.set_current_seed(static_cast<uint64_t>(seed));
        return new c10::IValue(made);
    });
}
static at::Generator generator(void* box) { return static_cast<c10::IValue*>(box)->toGenerator(); }
FBT int32_t fbt_generator_set_seed(void* box, int64_t seed) {
    return fbt::guarded([&]() -> int32_t {
        auto g = generator(box);
        std::lock_guard<std::mutex> lock(g.mutex());
        g.set_current_seed(static_cast<uint64_t>(seed));
        return 0;
    });
}
FBT int32_t fbt_generator_seed(void* box, int32_t fresh, int64_t* out) {
    return fbt::guarded([&]() -> int32_t {
        auto g = generator(box);
        std::lock_guard<std::mutex> lock(g.mutex());
        *out = static_cast<int64_t>(fresh ? g.seed() : g.current_seed());
        return 0;
    });
}
FBT void* fbt_generator_state(void* box) {
    return fbt::guarded_handle([&] {
        auto g = generator(box);
        std::lock_guard<std::mutex> lock(g.mutex());
        return fbt::release(g.get_state());
    });
}
FBT int32_t fbt_generator_set_state(void* box, void* state) {
    return fbt::guarded([&]() -> int32_t {
        auto g = generator(box);
        std::lock_guard<std::mutex> lock(g.mutex());
        g.set_state(fbt::tensor(state));
        return 0;
    });
}

// CUDA, without CUDA headers: libtorch's own C++ interface, and the driver for names and memory.
FBT int32_t fbt_cuda_device_count() {
    return fbt::guarded([]() -> int32_t { return static_cast<int32_t>(torch::cuda::device_count()); });
}
FBT int32_t fbt_cudnn_available() {
    return fbt::guarded([]() -> int32_t { return torch::cuda::cudnn_is_available(); });
}
FBT int32_t fbt_cuda_synchronize(int32_t index) {
    return fbt::guarded([&]() -> int32_t { torch::cuda::synchronize(index); return 0; });
}
FBT int32_t fbt_cuda_manual_seed(int64_t seed, int32_t all) {
    return fbt::guarded([&]() -> int32_t {
        if (all) torch::cuda::manual_seed_all(static_cast<uint64_t>(seed));
        else torch::cuda::manual_seed(static_cast<uint64_t>(seed));
        return 0;
    });
}

// Gives memory that libtorch caches on CUDA devices back to them. Returns 1, or 0 when this libtorch cannot be asked.
FBT int32_t fbt_cuda_empty_cache() {
    return fbt::guarded([]() -> int32_t {
#if FBT_TORCH >= 210
        if (torch::cuda::device_count() == 0) return 0;
        auto* allocator = dynamic_cast<c10::DeviceAllocator*>(c10::GetAllocator(c10::DeviceType::CUDA));
        if (!allocator) return 0;
        allocator->emptyCache();
        return 1;
#else
        return 0;
#endif
    });
}

template <class F> static F driver_function(const char* name) {
    static void* driver = dlopen("libcuda.so.1", RTLD_NOW | RTLD_LOCAL);
    if (!driver) throw std::runtime_error("the CUDA driver (libcuda.so.1) is not installed");
    void* found = dlsym(driver, name);
    if (!found) throw std::runtime_error(std::string("the CUDA driver has no ") + name);
    return reinterpret_cast<F>(found);
}
static void check_driver(int code, const char* what) {
    if (code != 0) throw std::runtime_error(std::string(what) + " failed with CUDA driver error " + std::to_string(code));
}
// Name of a CUDA device and its memory in bytes.
FBT int32_t fbt_cuda_info(int32_t index, char* name, int32_t capacity, int64_t* total, int64_t* free_bytes) {
    return fbt::guarded([&]() -> int32_t {
        check_driver(driver_function<int (*)(unsigned)>("cuInit")(0), "cuInit");
        int device = 0;
        check_driver(driver_function<int (*)(int*, int)>("cuDeviceGet")(&device, index), "cuDeviceGet");
        check_driver(driver_function<int (*)(char*, int, int)>("cuDeviceGetName")(name, capacity, device), "cuDeviceGetName");
        size_t all = 0, unused = 0;
        void* context = nullptr;
        check_driver(driver_function<int (*)(void**, int)>("cuDevicePrimaryCtxRetain")(&context, device), "cuDevicePrimaryCtxRetain");
        check_driver(driver_function<int (*)(void*)>("cuCtxPushCurrent_v2")(context), "cuCtxPushCurrent");
        int code = driver_function<int (*)(size_t*, size_t*)>("cuMemGetInfo_v2")(&unused, &all);
        void* popped = nullptr;
        driver_function<int (*)(void**)>("cuCtxPopCurrent_v2")(&popped);
        driver_function<int (*)(int)>("cuDevicePrimaryCtxRelease_v2")(device);
        check_driver(code, "cuMemGetInfo");
        *total = static_cast<int64_t>(all);
        *free_bytes = static_cast<int64_t>(unused);
        return 0;
    });
}

// Compute capability of a CUDA device: major * 10 + minor.
FBT int32_t fbt_cuda_capability(int32_t index) {
    return fbt::guarded([&]() -> int32_t {
        constexpr int kMajor = 75, kMinor = 76;   // CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_*
        check_driver(driver_function<int (*)(unsigned)>("cuInit")(0), "cuInit");
        int device = 0, major = 0, minor = 0;
        check_driver(driver_function<int (*)(int*, int)>("cuDeviceGet")(&device, index), "cuDeviceGet");
        auto attribute = driver_function<int (*)(int*, int, int)>("cuDeviceGetAttribute");
        check_driver(attribute(&major, kMajor, device), "cuDeviceGetAttribute");
        check_driver(attribute(&minor, kMinor, device), "cuDeviceGetAttribute");
        return major * 10 + minor;
    });
}

// Numeric switches. Some have come and gone between versions, so each is used only where the Context has it.
#define FBT_SWITCH(NAME, SET, GET)                                                                                       \
    template <class C> auto set_##NAME(C& c, bool on, int)->decltype(c.SET, 1) { return c.SET, 1; }                     \
    template <class C> int set_##NAME(C&, bool, long) { return 0; }                                                      \
    template <class C> auto get_##NAME(C& c, int)->decltype(static_cast<int>(c.GET)) { return c.GET; }                   \
    template <class C> int get_##NAME(C&, long) { return 0; }
namespace {
FBT_SWITCH(tf32_matmul, setAllowTF32CuBLAS(on), allowTF32CuBLAS())
FBT_SWITCH(tf32_cudnn, setAllowTF32CuDNN(on), allowTF32CuDNN())
FBT_SWITCH(benchmark, setBenchmarkCuDNN(on), benchmarkCuDNN())
FBT_SWITCH(cudnn_deterministic, setDeterministicCuDNN(on), deterministicCuDNN())
FBT_SWITCH(deterministic, setDeterministicAlgorithms(on, false), deterministicAlgorithms())
}  // namespace

// which: 0 TF32 in matrix products, 1 TF32 in cuDNN, 2 cuDNN benchmark, 3 deterministic cuDNN, 4 deterministic algorithms.
// Returns 1, or 0 when this libtorch has no such switch.
FBT int32_t fbt_set_switch(int32_t which, int32_t on) {
    return fbt::guarded([&]() -> int32_t {
        auto& c = at::globalContext();
        bool b = on != 0;
        switch (which) {
            case 0: return set_tf32_matmul(c, b, 0);
            case 1: return set_tf32_cudnn(c, b, 0);
            case 2: return set_benchmark(c, b, 0);
            case 3: return set_cudnn_deterministic(c, b, 0);
            case 4: return set_deterministic(c, b, 0);
            default: throw std::runtime_error("unknown switch " + std::to_string(which));
        }
    });
}
FBT int32_t fbt_get_switch(int32_t which) {
    return fbt::guarded([&]() -> int32_t {
        auto& c = at::globalContext();
        switch (which) {
            case 0: return get_tf32_matmul(c, 0);
            case 1: return get_tf32_cudnn(c, 0);
            case 2: return get_benchmark(c, 0);
            case 3: return get_cudnn_deterministic(c, 0);
            case 4: return get_deterministic(c, 0);
            default: throw std::runtime_error("unknown switch " + std::to_string(which));
        }
    });
}
