// C interface of libFijiBridge.Torch: every libtorch operator by name (op.cpp) and the few things that are not operators.
// A tensor handle is a TensorImpl* that owns one reference. No exception leaves the library: functions return -1 or null and
// fbt_error() holds the message of the calling thread.
#pragma once

#include <ATen/core/Tensor.h>
#include <ATen/core/ivalue.h>
#include <torch/version.h>

#include <cstdint>
#include <exception>
#include <optional>
#include <string>

#define FBT extern "C" __attribute__((visibility("default")))
#define FBT_TORCH (TORCH_VERSION_MAJOR * 100 + TORCH_VERSION_MINOR)

namespace fbt {

// c10::optional became an alias of std::optional in 2.4 and is on its way out.
#if FBT_TORCH >= 204
template <class T> using Opt = std::optional<T>;
#else
template <class T> using Opt = c10::optional<T>;
#endif

enum Tag : int32_t {
    None, Tensor, Int, Double, Bool, String, IntList, DoubleList, BoolList, TensorList, OptionalTensorList, Device, Default, Box
};

// One argument or result. n is the length of a list or string, the index of a device, and for a result tensor the KiB of
// memory that it alone keeps alive (0 when it is a view or small).
struct Val {
    int32_t tag;
    int32_t n;
    union { int64_t i; double d; void* p; };
};
static_assert(sizeof(Val) == 16, "Val is passed to managed code as 16 bytes");

// Keeps the message of the current exception for fbt_error().
void keep_error();
void keep_error(const std::string& message);

template <class F> auto guarded(F&& body) -> decltype(body()) {
    try { return body(); }
    catch (...) { keep_error(); }
    return static_cast<decltype(body())>(-1);
}

template <class F> void* guarded_handle(F&& body) {
    try { return body(); }
    catch (...) { keep_error(); }
    return nullptr;
}

// Bytes that tensors on the CPU may still take when they have `tensors` bytes already (memory_room.cpp); negative when they
// have too many.
int64_t memory_room(int64_t tensors);

inline c10::TensorImpl* impl(void* handle) { return static_cast<c10::TensorImpl*>(handle); }

// The tensor behind a handle, with a reference of its own; a null handle is the undefined tensor.
inline at::Tensor tensor(void* handle) {
    if (!handle) return at::Tensor();
    return at::Tensor(c10::intrusive_ptr<c10::TensorImpl, c10::UndefinedTensorImpl>::reclaim_copy(impl(handle)));
}

// Gives the reference of t away as a handle and counts it; null for the undefined tensor.
void* release(at::Tensor t);

c10::IValue to_ivalue(const Val& v);
void to_val(c10::IValue&& value, Val& out);
// Writes the elements of a tuple, or the one value; returns how many.
int32_t to_vals(c10::IValue&& value, Val* out, int32_t capacity);

// Applies the wanted thread count once per thread (see device.cpp).
void ensure_thread_count();

inline at::Device device(int32_t type, int32_t index) {
    return at::Device(static_cast<at::DeviceType>(type), static_cast<c10::DeviceIndex>(index));
}

}  // namespace fbt
