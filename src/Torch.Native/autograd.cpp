// Gradients, the modes that switch them off, and mixed precision.
#include "fbt.h"

#include <ATen/autocast_mode.h>
#include <c10/core/GradMode.h>
#include <c10/core/InferenceMode.h>
#include <torch/csrc/autograd/autograd.h>

#include <vector>

static std::vector<at::Tensor> tensors(void** handles, int32_t n) {
    std::vector<at::Tensor> list;
    for (int32_t k = 0; k < n; k++) list.push_back(fbt::tensor(handles[k]));
    return list;
}

FBT int32_t fbt_requires_grad(void* t) {
    return fbt::guarded([&]() -> int32_t { return fbt::tensor(t).requires_grad(); });
}
FBT int32_t fbt_set_requires_grad(void* t, int32_t on) {
    return fbt::guarded([&]() -> int32_t { fbt::tensor(t).set_requires_grad(on != 0); return 0; });
}
FBT int32_t fbt_is_leaf(void* t) {
    return fbt::guarded([&]() -> int32_t { return fbt::tensor(t).is_leaf(); });
}
FBT int32_t fbt_retain_grad(void* t) {
    return fbt::guarded([&]() -> int32_t { fbt::tensor(t).retain_grad(); return 0; });
}
// 1 and the gradient, or 0 when there is none yet.
FBT int32_t fbt_grad(void* t, void** out) {
    return fbt::guarded([&]() -> int32_t {
        *out = fbt::release(fbt::tensor(t).grad());
        return *out != nullptr;
    });
}
FBT int32_t fbt_set_grad(void* t, void* grad) {
    return fbt::guarded([&]() -> int32_t {
        auto target = fbt::tensor(t);
        target.mutable_grad() = fbt::tensor(grad);
        return 0;
    });
}
// Gives t the memory and layout of data; t stays the same leaf of the graph.
FBT int32_t fbt_set_data(void* t, void* data) {
    return fbt::guarded([&]() -> int32_t { fbt::tensor(t).set_data(fbt::tensor(data)); return 0; });
}

// grads: as many as roots, null handles for the implicit 1 of a scalar. inputs: none means all leaves.
FBT int32_t fbt_backward(void** roots, void** grads, int32_t n, int32_t retain_graph, int32_t create_graph, void** inputs, int32_t n_inputs) {
    return fbt::guarded([&]() -> int32_t {
        fbt::ensure_thread_count();
        torch::autograd::backward(tensors(roots, n), grads ? tensors(grads, n) : std::vector<at::Tensor>(), retain_graph != 0,
                                  create_graph != 0, tensors(inputs, n_inputs));
        return 0;
    });
}
FBT int32_t fbt_autograd_grad(void** roots, void** grads, int32_t n, int32_t retain_graph, int32_t create_graph, int32_t allow_unused,
                              void** inputs, int32_t n_inputs, void** out) {
    return fbt::guarded([&]() -> int32_t {
        fbt::ensure_thread_count();
        auto result = torch::autograd::grad(tensors(roots, n), tensors(inputs, n_inputs),
                                            grads ? tensors(grads, n) : std::vector<at::Tensor>(), retain_graph != 0,
                                            create_graph != 0, allow_unused != 0);
        for (size_t k = 0; k < result.size(); k++) out[k] = fbt::release(result[k]);
        return static_cast<int32_t>(result.size());
    });
}

FBT int32_t fbt_grad_mode() { return c10::GradMode::is_enabled(); }
FBT void fbt_set_grad_mode(int32_t on) { c10::GradMode::set_enabled(on != 0); }
FBT int32_t fbt_is_inference_mode() { return c10::InferenceMode::is_enabled(); }
// The guard must be left on the thread that entered it, innermost first.
FBT void* fbt_inference_enter(int32_t on) {
    return fbt::guarded_handle([&]() -> void* { return new c10::InferenceMode(on != 0); });
}
FBT void fbt_inference_leave(void* guard) { delete static_cast<c10::InferenceMode*>(guard); }

// Autocast of this thread; nesting: 1 when a scope begins, -1 when it ends. Casts of parameters are kept until the outermost
// scope ends. Returns the former state: bit 0 enabled, the rest the former dtype; -1 on error.
FBT int32_t fbt_autocast(int32_t device_type, int32_t on, int32_t dtype, int32_t nesting) {
    return fbt::guarded([&]() -> int32_t {
        auto type = static_cast<at::DeviceType>(device_type);
        auto wanted = static_cast<at::ScalarType>(dtype);
#if FBT_TORCH >= 204
        int32_t before = (at::autocast::is_autocast_enabled(type) ? 1 : 0) |
                         (static_cast<int32_t>(at::autocast::get_autocast_dtype(type)) << 1);
        at::autocast::set_autocast_enabled(type, on != 0);
        at::autocast::set_autocast_dtype(type, wanted);
#else
        int32_t before;
        if (type == at::kCPU) {
            before = (at::autocast::is_cpu_enabled() ? 1 : 0) | (static_cast<int32_t>(at::autocast::get_autocast_cpu_dtype()) << 1);
            at::autocast::set_cpu_enabled(on != 0);
            at::autocast::set_autocast_cpu_dtype(wanted);
        } else {
            before = (at::autocast::is_enabled() ? 1 : 0) | (static_cast<int32_t>(at::autocast::get_autocast_gpu_dtype()) << 1);
            at::autocast::set_enabled(on != 0);
            at::autocast::set_autocast_gpu_dtype(wanted);
        }
#endif
        if (nesting > 0) at::autocast::increment_nesting();
        else if (at::autocast::decrement_nesting() == 0) at::autocast::clear_cache();
        return before;
    });
}
