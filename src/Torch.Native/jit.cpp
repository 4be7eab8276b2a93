// TorchScript modules: load, run, save, and build from source.
#include "fbt.h"

#include <torch/csrc/jit/api/module.h>
#include <torch/csrc/jit/serialization/import.h>

#include <cstring>
#include <sstream>
#include <stdexcept>
#include <vector>

using torch::jit::Module;

static Module& module(void* handle) { return *static_cast<Module*>(handle); }

FBT void* fbt_jit_load(const char* path, int32_t device_type, int32_t index) {
    return fbt::guarded_handle([&]() -> void* { return new Module(torch::jit::load(std::string(path), fbt::device(device_type, index))); });
}
FBT void* fbt_jit_load_bytes(const char* bytes, int64_t n, int32_t device_type, int32_t index) {
    return fbt::guarded_handle([&]() -> void* {
        std::istringstream in(std::string(bytes, n));
        return new Module(torch::jit::load(in, fbt::device(device_type, index)));
    });
}
// A module with the given parameters and the methods of a TorchScript source; names are joined by newlines.
FBT void* fbt_jit_define(const char* class_name, const char* source, const char* names, void** parameters, int32_t n) {
    return fbt::guarded_handle([&]() -> void* {
        Module m(class_name);
        std::istringstream in{std::string(names)};
        std::string name;
        for (int32_t k = 0; k < n && std::getline(in, name); k++) m.register_parameter(name, fbt::tensor(parameters[k]), false);
        m.register_attribute("training", c10::BoolType::get(), false);
        m.define(source);
        return new Module(m);
    });
}
FBT int32_t fbt_jit_save(void* m, const char* path) {
    return fbt::guarded([&]() -> int32_t { module(m).save(std::string(path)); return 0; });
}
FBT void fbt_jit_drop(void* m) {
    fbt::guarded([&] { delete static_cast<Module*>(m); return 0; });
}
FBT int32_t fbt_jit_run(void* m, const char* method, const fbt::Val* arguments, int32_t count, fbt::Val* out, int32_t capacity) {
    return fbt::guarded([&]() -> int32_t {
        fbt::ensure_thread_count();
        std::vector<c10::IValue> stack;
        for (int32_t k = 0; k < count; k++) stack.push_back(fbt::to_ivalue(arguments[k]));
        return fbt::to_vals(module(m).get_method(method)(std::move(stack)), out, capacity);
    });
}
FBT int32_t fbt_jit_train(void* m, int32_t on) {
    return fbt::guarded([&]() -> int32_t { module(m).train(on != 0); return 0; });
}
FBT int32_t fbt_jit_is_training(void* m) {
    return fbt::guarded([&]() -> int32_t { return module(m).is_training(); });
}
// dtype -1: unchanged.
FBT int32_t fbt_jit_to(void* m, int32_t device_type, int32_t index, int32_t dtype) {
    return fbt::guarded([&]() -> int32_t {
        auto where = fbt::device(device_type, index);
        if (dtype < 0) module(m).to(where);
        else module(m).to(where, static_cast<at::ScalarType>(dtype));
        return 0;
    });
}
// Number of inputs of a method, without self.
FBT int32_t fbt_jit_inputs(void* m, const char* method) {
    return fbt::guarded([&]() -> int32_t {
        return static_cast<int32_t>(module(m).get_method(method).function().getSchema().arguments().size()) - 1;
    });
}
// Parameters (kind 0) or buffers (kind 1): writes the names joined by newlines and the handles; returns how many there are
// and writes nothing when the space is too small.
FBT int32_t fbt_jit_state(void* m, int32_t kind, char* names, int32_t names_capacity, void** out, int32_t capacity) {
    return fbt::guarded([&]() -> int32_t {
        std::string joined;
        std::vector<at::Tensor> found;
        auto take = [&](const std::string& name, const at::Tensor& value) {
            if (!found.empty()) joined += '\n';
            joined += name;
            found.push_back(value);
        };
        if (kind == 0) for (const auto& p : module(m).named_parameters()) take(p.name, p.value);
        else for (const auto& b : module(m).named_buffers()) take(b.name, b.value);
        auto n = static_cast<int32_t>(found.size());
        if (n > capacity || static_cast<int32_t>(joined.size()) >= names_capacity) return n;
        std::memcpy(names, joined.c_str(), joined.size() + 1);
        for (int32_t k = 0; k < n; k++) out[k] = fbt::release(found[k]);
        return n;
    });
}
