// Any operator of the dispatcher by name. The schema is read once per operator; it decides how arguments are converted.
#include "fbt.h"

#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/core/stack.h>

#include <memory>
#include <stdexcept>
#include <vector>

namespace {

enum class Want : uint8_t { Any, Float, Integer, IntList, FloatList, OptionalTensorList };

struct Parameter {
    Want want = Want::Any;
    int32_t repeat = 1;   // int[2]: a single int stands for this many
    bool optional = false;
    bool has_default = false;
    c10::IValue fallback;
    std::string name;
};

struct Op {
    c10::OperatorHandle handle;
    std::vector<Parameter> parameters;
    std::string name;
    explicit Op(const c10::OperatorHandle& h) : handle(h) {}
};

Want wanted(c10::TypeKind kind) {
    switch (kind) {
        case c10::TypeKind::FloatType: return Want::Float;
        case c10::TypeKind::IntType: return Want::Integer;
        default: return Want::Any;
    }
}

Parameter describe(const c10::Argument& argument) {
    Parameter p;
    p.name = argument.name();
    c10::TypePtr type = argument.type();
    if (type->kind() == c10::TypeKind::OptionalType) {
        p.optional = true;
        type = type->containedTypes().at(0);
    }
    if (type->kind() == c10::TypeKind::ListType) {
        auto element = type->containedTypes().at(0)->kind();
        if (element == c10::TypeKind::OptionalType) p.want = Want::OptionalTensorList;
        else if (element == c10::TypeKind::FloatType) p.want = Want::FloatList;
        else if (element == c10::TypeKind::IntType || element == c10::TypeKind::SymIntType) p.want = Want::IntList;
        if (argument.N().has_value()) p.repeat = static_cast<int32_t>(*argument.N());
    } else {
        p.want = wanted(type->kind());
    }
    if (argument.default_value().has_value()) {
        p.has_default = true;
        p.fallback = *argument.default_value();
    }
    return p;
}

c10::List<fbt::Opt<at::Tensor>> optional_tensors(const fbt::Val& v) {
    c10::List<fbt::Opt<at::Tensor>> list;
    auto handles = static_cast<void**>(v.p);
    for (int32_t k = 0; k < v.n; k++) {
        if (handles[k]) list.push_back(fbt::tensor(handles[k]));
        else list.push_back(fbt::Opt<at::Tensor>());
    }
    return list;
}

c10::IValue convert(const fbt::Val& v, const Parameter& p, const Op& op) {
    switch (v.tag) {
        case fbt::Default:
            if (p.has_default) return p.fallback;
            if (p.optional) return c10::IValue();
            throw std::runtime_error(op.name + ": argument '" + p.name + "' is missing and has no default");
        case fbt::None:
            return c10::IValue();
        case fbt::Int:
            if (p.want == Want::Float) return static_cast<double>(v.i);
            if (p.want == Want::IntList) return std::vector<int64_t>(p.repeat, v.i);
            if (p.want == Want::FloatList) return std::vector<double>(p.repeat, static_cast<double>(v.i));
            return v.i;
        case fbt::Double:
            if (p.want == Want::Integer || p.want == Want::IntList) {
                if (v.d != static_cast<double>(static_cast<int64_t>(v.d)))
                    throw std::runtime_error(op.name + ": argument '" + p.name + "' must be a whole number");
                return p.want == Want::Integer ? c10::IValue(static_cast<int64_t>(v.d))
                                               : c10::IValue(std::vector<int64_t>(p.repeat, static_cast<int64_t>(v.d)));
            }
            if (p.want == Want::FloatList) return std::vector<double>(p.repeat, v.d);
            return v.d;
        case fbt::Bool:
            if (p.want == Want::Integer) return static_cast<int64_t>(v.i != 0);
            if (p.want == Want::Float) return static_cast<double>(v.i != 0);
            return v.i != 0;
        case fbt::TensorList:
        case fbt::OptionalTensorList:
            if (p.want == Want::OptionalTensorList) return optional_tensors(v);
            return fbt::to_ivalue(v);
        default:
            return fbt::to_ivalue(v);
    }
}

}  // namespace

c10::IValue fbt::to_ivalue(const Val& v) {
    switch (v.tag) {
        case None: return c10::IValue();
        case Tensor: return fbt::tensor(v.p);
        case Int: return v.i;
        case Double: return v.d;
        case Bool: return v.i != 0;
        case String: return std::string(static_cast<const char*>(v.p), v.n);
        case IntList: {
            auto from = static_cast<const int64_t*>(v.p);
            return std::vector<int64_t>(from, from + v.n);
        }
        case DoubleList: {
            auto from = static_cast<const double*>(v.p);
            return std::vector<double>(from, from + v.n);
        }
        case BoolList: {
            c10::List<bool> list;
            for (int32_t k = 0; k < v.n; k++) list.push_back(static_cast<const uint8_t*>(v.p)[k] != 0);
            return list;
        }
        case TensorList: {
            c10::List<at::Tensor> list;
            list.reserve(v.n);
            for (int32_t k = 0; k < v.n; k++) list.push_back(fbt::tensor(static_cast<void**>(v.p)[k]));
            return list;
        }
        case OptionalTensorList: return optional_tensors(v);
        case Device: return fbt::device(static_cast<int32_t>(v.i), v.n);
        case Box: return *static_cast<c10::IValue*>(v.p);
        default: throw std::runtime_error("argument of unknown kind " + std::to_string(v.tag));
    }
}

void fbt::to_val(c10::IValue&& value, Val& out) {
    out.n = 0;
    if (value.isTensor()) {
        at::Tensor t = std::move(value).toTensor();
        if (!t.defined()) { out.tag = None; out.i = 0; return; }
        if (t.has_storage() && t.storage().use_count() == 1) {
            size_t kib = t.storage().nbytes() >> 10;
            out.n = kib < 1024 ? 0 : static_cast<int32_t>(kib > INT32_MAX ? INT32_MAX : kib);
        }
        out.tag = Tensor;
        out.p = release(std::move(t));
    } else if (value.isInt()) { out.tag = Int; out.i = value.toInt(); }
    else if (value.isDouble()) { out.tag = Double; out.d = value.toDouble(); }
    else if (value.isBool()) { out.tag = Bool; out.i = value.toBool(); }
    else if (value.isNone()) { out.tag = None; out.i = 0; }
    else {
        out.tag = Box;
        out.n = value.isTensorList() ? static_cast<int32_t>(value.toTensorList().size()) : -1;
        out.p = new c10::IValue(std::move(value));
    }
}

int32_t fbt::to_vals(c10::IValue&& value, Val* out, int32_t capacity) {
    if (!value.isTuple()) {
        if (capacity > 0) to_val(std::move(value), out[0]);
        return 1;
    }
    auto elements = value.toTupleRef().elements();
    int32_t n = static_cast<int32_t>(elements.size());
    for (int32_t k = 0; k < n && k < capacity; k++) {
        c10::IValue element = elements[k];
        to_val(std::move(element), out[k]);
    }
    return n;
}

FBT void* fbt_op(const char* name, const char* overload) {
    return fbt::guarded_handle([&]() -> void* {
        auto found = c10::Dispatcher::singleton().findSchema(c10::OperatorName(name, overload));
        if (!found.has_value()) {
            throw std::runtime_error("libtorch " TORCH_VERSION " has no operator " + std::string(name) +
                                     (*overload ? "." + std::string(overload) : std::string()));
        }
        auto op = std::make_unique<Op>(*found);
        op->name = std::string(name) + (*overload ? "." + std::string(overload) : std::string());
        for (const auto& argument : op->handle.schema().arguments()) op->parameters.push_back(describe(argument));
        return op.release();   // kept for the life of the process
    });
}

// Calls the operator; arguments that are left out take the defaults of the schema. Returns the number of results, of which
// at most capacity are written (capacity 0: an in-place call whose result is dropped), or -1.
FBT int32_t fbt_call(void* handle, const fbt::Val* arguments, int32_t count, fbt::Val* out, int32_t capacity) {
    return fbt::guarded([&]() -> int32_t {
        fbt::ensure_thread_count();
        auto& op = *static_cast<Op*>(handle);
        auto expected = static_cast<int32_t>(op.parameters.size());
        if (count > expected)
            throw std::runtime_error(op.name + ": " + std::to_string(count) + " arguments given, it takes " + std::to_string(expected));
        torch::jit::Stack stack;
        stack.reserve(expected < 4 ? 4 : expected);
        const fbt::Val missing{fbt::Default, 0, {0}};
        for (int32_t k = 0; k < expected; k++)
            stack.push_back(convert(k < count ? arguments[k] : missing, op.parameters[k], op));
        op.handle.callBoxed(&stack);
        auto results = static_cast<int32_t>(stack.size());
        for (int32_t k = 0; k < results && k < capacity; k++) fbt::to_val(std::move(stack[k]), out[k]);
        return results;
    });
}

FBT void fbt_box_drop(void* box) {
    fbt::guarded([&] { delete static_cast<c10::IValue*>(box); return 0; });
}

// Handles of a boxed list of tensors; n as in the result that held it.
FBT int32_t fbt_box_tensors(void* box, void** out, int32_t n) {
    return fbt::guarded([&]() -> int32_t {
        auto list = static_cast<c10::IValue*>(box)->toTensorList();
        int32_t k = 0;
        for (; k < n && k < static_cast<int32_t>(list.size()); k++) out[k] = fbt::release(list.get(k));
        return k;
    });
}
