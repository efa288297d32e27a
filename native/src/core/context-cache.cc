#include "core/context-cache.h"

namespace wirechart {
namespace {

size_t bucketsFor(size_t places) {
  size_t buckets = 2;
  while (buckets < 2 * places) buckets *= 2;
  return buckets;
}

}  // namespace

RecordContext* ContextCache::take(uint64_t id, const Aead* aead) {
  if (entries_.size() == 0 && !(buckets_.make(bucketsFor(places_)) && entries_.make(places_))) return nullptr;
  uint32_t index = find(id);
  if (index == kNone) {
    index = freeEntry();
    Entry& entry = entries_[index];
    entry.id = id;
    entry.context.assign(aead);
    uint32_t& bucket = bucketOf(id);
    entry.next = bucket;
    bucket = index;
    makeNewest(index);
  } else if (index != newest_) {
    unlinkAge(index);
    makeNewest(index);
  }
  RecordContext* const context = &entries_[index].context;
  if (context->aead() != aead) context->assign(aead);
  return context;
}

void ContextCache::forget(uint64_t id) {
  const uint32_t index = entries_.size() == 0 ? kNone : find(id);
  if (index == kNone) return;
  unlinkAge(index);
  unlinkBucket(index);
  Entry& entry = entries_[index];
  entry.context.clear();
  entry.next = firstFreed_;
  firstFreed_ = index;
  freed_++;
}

uint32_t& ContextCache::bucketOf(uint64_t id) {
  // Numbers are given in sequence, so their low bits are spread already.
  return buckets_[static_cast<size_t>(id) & (buckets_.size() - 1)].first;
}

uint32_t ContextCache::find(uint64_t id) {
  if (newest_ != kNone && entries_[newest_].id == id) return newest_;
  uint32_t index = bucketOf(id);
  while (index != kNone && entries_[index].id != id) index = entries_[index].next;
  return index;
}

// An entry that no list contains; the oldest one when all are in use.
uint32_t ContextCache::freeEntry() {
  if (firstFreed_ != kNone) {
    const uint32_t index = firstFreed_;
    firstFreed_ = entries_[index].next;
    freed_--;
    return index;
  }
  if (used_ < entries_.size()) return used_++;
  const uint32_t index = oldest_;
  unlinkAge(index);
  unlinkBucket(index);
  // Nothing finds the keys of this entry any more, to erase them.
  entries_[index].context.clear();
  return index;
}

void ContextCache::unlinkAge(uint32_t index) {
  const Entry& entry = entries_[index];
  (entry.newer == kNone ? newest_ : entries_[entry.newer].older) = entry.older;
  (entry.older == kNone ? oldest_ : entries_[entry.older].newer) = entry.newer;
}

void ContextCache::makeNewest(uint32_t index) {
  Entry& entry = entries_[index];
  entry.newer = kNone;
  entry.older = newest_;
  (newest_ == kNone ? oldest_ : entries_[newest_].newer) = index;
  newest_ = index;
}

void ContextCache::unlinkBucket(uint32_t index) {
  uint32_t* link = &bucketOf(entries_[index].id);
  while (*link != index) link = &entries_[*link].next;
  *link = entries_[index].next;
}

}  // namespace wirechart
