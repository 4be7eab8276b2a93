// What CPU tensors may still take. Beyond it they are refused while there is a little left: threads, kernels compiled by oneDNN
// and the runtime of .NET need memory too and, unlike a tensor, end the process or hang when they get none; and a process above
// its container's limit is killed without a word.
#include "fbt.h"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdio>

static std::atomic<int64_t> whole{INT64_MAX};     // of the computer or of the container, for all that the process has
static std::atomic<int64_t> for_tensors{INT64_MAX};

static int64_t reserve_of(int64_t limit) { return std::max(int64_t{128} << 20, limit / 20); }

static int64_t room_below(int resource, int64_t used) {
    rlimit limit{};
    if (getrlimit(resource, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return INT64_MAX;
    auto bytes = static_cast<int64_t>(std::min<rlim_t>(limit.rlim_cur, INT64_MAX));
    return bytes - used - reserve_of(bytes);
}

int64_t fbt::memory_room(int64_t tensors) {
    long long size = 0, resident = 0, data = 0;
    if (FILE* file = std::fopen("/proc/self/statm", "r")) {
        if (std::fscanf(file, "%lld %lld %*d %*d %*d %lld", &size, &resident, &data) != 3) size = resident = data = 0;
        std::fclose(file);
    }
    int64_t page = sysconf(_SC_PAGESIZE), limit = whole.load(std::memory_order_relaxed);
    int64_t used = std::max<int64_t>(resident * page, tensors);   // fresh blocks are not resident yet
    int64_t room = limit == INT64_MAX ? limit : limit - used - reserve_of(limit);
    return std::min({room, for_tensors.load(std::memory_order_relaxed) - tensors, room_below(RLIMIT_DATA, data * page), room_below(RLIMIT_AS, size * page)});
}

// Bytes that the whole process, and that tensors on the CPU may have; 0 or less for no such limit.
FBT int32_t fbt_memory_limit(int64_t process, int64_t tensors) {
    whole.store(process > 0 ? process : INT64_MAX, std::memory_order_relaxed);
    for_tensors.store(tensors > 0 ? tensors : INT64_MAX, std::memory_order_relaxed);
    return 0;
}
FBT int64_t fbt_memory_room() {
    return fbt::guarded([]() -> int64_t { return std::max<int64_t>(0, fbt::memory_room(0)); });
}
