// Reading, owning and counting tensors.
#include "fbt.h"

#include <atomic>

static std::atomic<int64_t> live{0};
static std::atomic<int64_t> peak{0};

void* fbt::release(at::Tensor t) {
    if (!t.defined()) return nullptr;
    int64_t now = live.fetch_add(1, std::memory_order_relaxed) + 1;
    int64_t high = peak.load(std::memory_order_relaxed);
    while (now > high && !peak.compare_exchange_weak(high, now, std::memory_order_relaxed)) {}
    return t.unsafeReleaseTensorImpl();
}

FBT int64_t fbt_live() { return live.load(std::memory_order_relaxed); }
FBT int64_t fbt_peak() { return peak.load(std::memory_order_relaxed); }

FBT void fbt_drop(void* t) {
    if (!t) return;
    live.fetch_sub(1, std::memory_order_relaxed);
    fbt::guarded([&] {
        c10::intrusive_ptr<c10::TensorImpl, c10::UndefinedTensorImpl>::reclaim(fbt::impl(t));
        return 0;
    });
}

// A second handle on the same tensor.
FBT void* fbt_alias(void* t) {
    return fbt::guarded_handle([&] { return fbt::release(fbt::tensor(t)); });
}

// Getters: no allocation, no exception, called without leaving the managed thread state.
FBT int32_t fbt_dim(void* t) { return static_cast<int32_t>(fbt::impl(t)->dim()); }
FBT int64_t fbt_numel(void* t) { return fbt::impl(t)->numel(); }
FBT int32_t fbt_dtype(void* t) { return static_cast<int32_t>(c10::typeMetaToScalarType(fbt::impl(t)->dtype())); }
FBT int32_t fbt_itemsize(void* t) { return static_cast<int32_t>(fbt::impl(t)->itemsize()); }
FBT int32_t fbt_device_type(void* t) { return static_cast<int32_t>(fbt::impl(t)->device().type()); }
FBT int32_t fbt_device_index(void* t) { return static_cast<int32_t>(fbt::impl(t)->device().index()); }
FBT void fbt_sizes(void* t, int64_t* out) {
    for (auto s : fbt::impl(t)->sizes()) *out++ = s;
}

// From here on sparse or opaque tensors may refuse, with a message.
FBT int32_t fbt_strides(void* t, int64_t* out) {
    return fbt::guarded([&]() -> int32_t {
        for (auto s : fbt::impl(t)->strides()) *out++ = s;
        return 0;
    });
}
FBT int64_t fbt_storage_offset(void* t) {
    return fbt::guarded([&]() -> int64_t { return fbt::impl(t)->storage_offset(); });
}
// format: 0 contiguous, 2 channels_last.
FBT int32_t fbt_is_contiguous(void* t, int32_t format) {
    return fbt::guarded([&]() -> int32_t { return fbt::tensor(t).is_contiguous(static_cast<at::MemoryFormat>(format)); });
}
FBT void* fbt_data(void* t) {
    return fbt::guarded_handle([&] { return fbt::tensor(t).data_ptr(); });
}
