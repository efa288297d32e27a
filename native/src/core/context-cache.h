#ifndef WIRECHART_CORE_CONTEXT_CACHE_H
#define WIRECHART_CORE_CONTEXT_CACHE_H

#include "core/memory.h"
#include "core/record-context.h"

namespace wirechart {

// The contexts that were used last. A context costs 2 KB and 0.7 us to key again, so idle connections need none.
class ContextCache {
 public:
  // `places`: 1 to 2^20.
  explicit ContextCache(size_t places) : places_(places) {}

  // The context of the keys with this number, which belongs to no other keys ever. Another algorithm under the same
  // number keys it again. Valid until the next call. nullptr: no memory.
  RecordContext* take(uint64_t id, const Aead* aead);

  // Frees the context of these keys.
  void forget(uint64_t id);

  size_t places() const { return places_; }
  // Keys with a context.
  size_t size() const { return used_ - freed_; }

 private:
  static constexpr uint32_t kNone = UINT32_MAX;

  struct Entry {
    uint64_t id = 0;
    RecordContext context;
    uint32_t newer = kNone;
    uint32_t older = kNone;
    // In the bucket, or among the freed entries.
    uint32_t next = kNone;
  };

  struct Bucket {
    uint32_t first = kNone;
  };

  uint32_t& bucketOf(uint64_t id);
  uint32_t find(uint64_t id);
  uint32_t freeEntry();
  void unlinkAge(uint32_t index);
  void makeNewest(uint32_t index);
  void unlinkBucket(uint32_t index);

  size_t places_;
  // Made at the first use.
  Array<Entry> entries_;
  Array<Bucket> buckets_;
  // Entries that were ever in use are the first ones.
  uint32_t used_ = 0;
  uint32_t freed_ = 0;
  uint32_t firstFreed_ = kNone;
  uint32_t newest_ = kNone;
  uint32_t oldest_ = kNone;
};

}  // namespace wirechart

#endif
