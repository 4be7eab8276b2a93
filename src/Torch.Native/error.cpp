// Messages of failed calls, one per thread.
#include "fbt.h"

#include <c10/util/Exception.h>

namespace fbt {

static thread_local std::string last_error;

void keep_error(const std::string& message) { last_error = message; }

void keep_error() {
    try { throw; }
    catch (const c10::Error& e) { last_error = e.what_without_backtrace(); }
    catch (const std::exception& e) { last_error = e.what(); }
    catch (...) { last_error = "libtorch raised an exception of unknown type"; }
}

}  // namespace fbt

FBT const char* fbt_error() { return fbt::last_error.c_str(); }

// For the test of the boundary itself: an exception that is neither c10::Error nor std::exception.
FBT int32_t fbt_throw_unknown() {
    return fbt::guarded([]() -> int32_t { throw 42; });
}
