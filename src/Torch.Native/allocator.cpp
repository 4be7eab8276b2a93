// A caching allocator for CPU tensors. Activations of 10-128 MB otherwise go back to the kernel after each operator and
// fault in again page by page, which was measured to cost 20-45 % of a U-Net step.
#include "fbt.h"

#include <c10/core/Allocator.h>
#include <c10/core/CPUAllocator.h>

#include <sys/mman.h>

#include <cstdlib>
#include <cstring>
#include <mutex>
#include <stdexcept>
#include <vector>

namespace {

constexpr size_t kHeader = 64;                  // before the data, keeps them 64-byte aligned
constexpr size_t kSmallest = size_t{32} << 10;  // smaller blocks are left to malloc
constexpr size_t kWatched = size_t{256} << 10;  // smaller blocks do not ask how much memory is left
constexpr size_t kHuge = size_t{2} << 20;       // size of a huge page

struct Block {
    size_t bytes;     // whole block, header included
    int32_t bucket;   // -1: not cached
};

// Four sizes per octave from kSmallest: at most 25 % of a block is waste.
int32_t bucket_of(size_t bytes, size_t& rounded) {
    int32_t octave = 0;
    size_t base = kSmallest;
    while (bytes > base * 2) { base *= 2; octave++; }
    size_t step = base / 4;
    size_t k = bytes <= base ? 0 : (bytes - base + step - 1) / step;
    rounded = base + k * step;
    return octave * 4 + static_cast<int32_t>(k);
}

class CachingAllocator final : public at::Allocator {
public:
    // libtorch 1.13 declares allocate const, later ones do not: one of the two overrides, the other is unused.
    at::DataPtr allocate(size_t n) const { return const_cast<CachingAllocator*>(this)->make(n); }
    at::DataPtr allocate(size_t n) { return make(n); }
    at::DeleterFnPtr raw_deleter() const override { return &give_back; }
    void copy_data(void* to, const void* from, size_t n) const { std::memcpy(to, from, n); }

    void set_cap(int64_t bytes) {
        std::lock_guard<std::mutex> lock(mutex);
        cap = bytes;
    }
    int64_t trim() {
        std::lock_guard<std::mutex> lock(mutex);
        return trim_locked();
    }
    void stats(int64_t* out) {
        std::lock_guard<std::mutex> lock(mutex);
        int64_t values[] = {live, cached, peak, hits, misses, cap};
        std::memcpy(out, values, sizeof values);
    }
    void reset_peak() {
        std::lock_guard<std::mutex> lock(mutex);
        peak = live;
    }

private:
    std::mutex mutex;
    std::vector<std::vector<void*>> free_blocks;
    int64_t live = 0, cached = 0, peak = 0, hits = 0, misses = 0, cap = INT64_MAX;

    at::DataPtr make(size_t n);
    void* obtain(size_t n);
    void* new_block(size_t bytes);
    void recycle(void* data);
    static void give_back(void* data);
    int64_t trim_locked() {
        int64_t before = cached;
        for (auto& list : free_blocks) {
            for (void* block : list) std::free(block);
            list.clear();
        }
        cached = 0;
        return before;
    }
};

CachingAllocator& cache() {
    static auto* instance = new CachingAllocator();   // never destroyed: tensors may outlive static destruction
    return *instance;
}

void* system_block(size_t bytes) {
    void* block = nullptr;
    bool huge = bytes >= 2 * kHuge;
    if (posix_memalign(&block, huge ? kHuge : 64, bytes) != 0) return nullptr;
    if (huge) madvise(block, bytes, MADV_HUGEPAGE);
    return block;
}

void* CachingAllocator::new_block(size_t bytes) {
    bool refused = bytes >= kWatched && static_cast<int64_t>(bytes) > fbt::memory_room(live + cached);
    return refused ? nullptr : system_block(bytes);
}

void* CachingAllocator::obtain(size_t n) {
    size_t bytes = n + kHeader;
    int32_t bucket = -1;
    if (bytes >= kSmallest) bucket = bucket_of(bytes, bytes);
    void* block = nullptr;
    std::lock_guard<std::mutex> lock(mutex);
    if (bucket >= 0) {
        if (free_blocks.size() <= static_cast<size_t>(bucket)) free_blocks.resize(bucket + 1);
        auto& list = free_blocks[bucket];
        if (!list.empty()) {
            block = list.back();
            list.pop_back();
            cached -= bytes;
            hits++;
        } else {
            misses++;
            if (live + cached + static_cast<int64_t>(bytes) > cap) trim_locked();
        }
    }
    if (!block) block = new_block(bytes);
    if (!block) {
        trim_locked();
        block = new_block(bytes);
    }
    if (!block) throw std::runtime_error("out of memory: no " + std::to_string(n) + " bytes for a CPU tensor (" +
                                         std::to_string(live) + " bytes are in use by tensors)");
    live += bytes;
    if (live > peak) peak = live;
    *static_cast<Block*>(block) = Block{bytes, bucket};
    return static_cast<char*>(block) + kHeader;
}

void CachingAllocator::recycle(void* data) {
    void* block = static_cast<char*>(data) - kHeader;
    Block header = *static_cast<Block*>(block);
    {
        std::lock_guard<std::mutex> lock(mutex);
        live -= header.bytes;
        if (header.bucket >= 0 && live + cached + static_cast<int64_t>(header.bytes) <= cap) {
            free_blocks[header.bucket].push_back(block);
            cached += header.bytes;
            return;
        }
    }
    std::free(block);
}

void CachingAllocator::give_back(void* data) {
    if (data) cache().recycle(data);
}

at::DataPtr CachingAllocator::make(size_t n) {
    void* data = n == 0 ? nullptr : obtain(n);
    return at::DataPtr(data, data, &give_back, at::Device(at::kCPU));   // context == data: raw_deallocate works
}

}  // namespace

// cap: bytes in use and cached together above which freed blocks go back to the system. Blocks know their owner, so the
// allocator may be switched while tensors live.
FBT int32_t fbt_allocator_enable(int32_t on, int64_t cap) {
    return fbt::guarded([&]() -> int32_t {
        cache().set_cap(cap);
        at::Allocator* wanted = on ? static_cast<at::Allocator*>(&cache()) : c10::GetDefaultCPUAllocator();
        c10::SetCPUAllocator(wanted, 100);
        if (!on) cache().trim();
        return 0;
    });
}
FBT int64_t fbt_allocator_trim() {
    return fbt::guarded([]() -> int64_t { return cache().trim(); });
}
// out: live, cached and peak bytes, hits, misses, cap.
FBT int32_t fbt_allocator_stats(int64_t* out) {
    return fbt::guarded([&]() -> int32_t { cache().stats(out); return 0; });
}
FBT int32_t fbt_allocator_reset_peak() {
    return fbt::guarded([&]() -> int32_t { cache().reset_peak(); return 0; });
}
