#include "core/record-batch.h"

#include <cstring>

namespace wirechart {
namespace {

// Samples that are encrypted in one call.
constexpr size_t kMaskedAtOnce = 64;

constexpr int64_t kMostSequenceHigh = 0xffff;

bool readRecord(const int32_t* fields, int64_t slabLength, int tagLength, RecordCall call, Record* record,
                RecordFault* fault) {
  const int64_t headerAt = fields[0];
  const int64_t numberAt = fields[1];
  const int64_t numberLength = fields[2];
  const int64_t bodyAt = fields[3];
  const int64_t bodyLength = fields[4];
  const int64_t sequenceHigh = fields[5];
  const uint32_t sequenceLow = static_cast<uint32_t>(fields[6]);
  const auto refuse = [fault](const char* field, const char* reason) {
    fault->field = field;
    fault->reason = reason;
    return false;
  };
  // Sums of integers with 32 bits do not overflow 64.
  const int64_t end = bodyAt + bodyLength + (call == RecordCall::seal ? tagLength : 0);
  if (headerAt < 0 || headerAt > slabLength) return refuse("headerAt", "is not inside the slab");
  if (bodyAt < headerAt || bodyAt > slabLength) return refuse("bodyAt", "is not inside the slab, after the header");
  if (numberLength != 1 && numberLength != 2) return refuse("numberLength", "is not 1 or 2");
  if (numberAt < headerAt || numberAt + numberLength > bodyAt) return refuse("numberAt", "is not inside the header");
  if (bodyLength < 0 || end > slabLength) return refuse("bodyLength", "is more than the slab has room for");
  const int64_t sealedLength = end - bodyAt;
  if (call != RecordCall::open && sealedLength < static_cast<int64_t>(kSampleLength))
    return refuse("bodyLength", "is too short for the sample of the mask");
  if (call != RecordCall::unmask && (sequenceHigh < 0 || sequenceHigh > kMostSequenceHigh))
    return refuse("sequenceHigh", "has more than 16 bits");
  record->headerAt = static_cast<size_t>(headerAt);
  record->numberAt = static_cast<size_t>(numberAt);
  record->numberLength = static_cast<size_t>(numberLength);
  record->bodyAt = static_cast<size_t>(bodyAt);
  record->bodyLength = static_cast<size_t>(bodyLength);
  record->sequence = static_cast<uint64_t>(sequenceHigh) << 32 | sequenceLow;
  record->content = nullptr;
  record->contentLength = 0;
  return true;
}

// The iv XOR the sequence number, right-aligned; RFC 9846 section 5.3.
void makeNonce(const uint8_t* iv, uint64_t sequence, uint8_t* nonce) {
  std::memcpy(nonce, iv, kNonceLength);
  for (size_t index = 0; index < 6; index++)
    nonce[kNonceLength - 1 - index] ^= static_cast<uint8_t>(sequence >> (8 * index));
}

}  // namespace

bool readRecords(const int32_t* descriptors, size_t count, size_t slabLength, int tagLength, RecordCall call,
                 Record* records, RecordFault* fault) {
  for (size_t index = 0; index < count; index++) {
    // A copy: another thread may write to shared memory between the check and the use.
    int32_t fields[kRecordFields];
    for (size_t field = 0; field < kRecordFields; field++)
      fields[field] = static_cast<const volatile int32_t*>(descriptors)[index * kRecordFields + field];
    fault->record = index;
    if (!readRecord(fields, static_cast<int64_t>(slabLength), tagLength, call, records + index, fault)) return false;
  }
  return true;
}

bool readContents(const Contents& contents, size_t count, Record* records, RecordFault* fault) {
  const volatile int32_t* const spans = contents.spans;
  for (size_t index = 0; index < count; index++) {
    const int64_t at = spans[2 * index];
    const int64_t length = spans[2 * index + 1];
    fault->record = index;
    fault->field = at < 0 || at > static_cast<int64_t>(contents.length) ? "contentAt" : "contentLength";
    fault->reason = "is not inside the content";
    if (at < 0 || length < 0 || at + length > static_cast<int64_t>(contents.length)) return false;
    fault->reason = "is more than the body";
    if (static_cast<size_t>(length) > records[index].bodyLength) return false;
    records[index].content = contents.data + at;
    records[index].contentLength = static_cast<size_t>(length);
  }
  return true;
}

bool sealRecords(RecordContext* context, const uint8_t* keys, uint8_t* slab, const Record* records, size_t count) {
  uint8_t nonce[kNonceLength];
  for (const Record* record = records; record != records + count; record++) {
    // The memory of both may be the same.
    if (record->contentLength > 0) std::memmove(slab + record->bodyAt, record->content, record->contentLength);
    makeNonce(keys + kIvAt, record->sequence, nonce);
    if (!context->seal(keys, nonce, slab + record->headerAt, record->bodyAt - record->headerAt, slab + record->bodyAt,
                       record->bodyLength))
      return false;
  }
  return maskRecords(context, keys, slab, records, count);
}

bool maskRecords(RecordContext* context, const uint8_t* keys, uint8_t* slab, const Record* records, size_t count) {
  uint8_t samples[kMaskedAtOnce * kSampleLength];
  for (size_t from = 0; from < count; from += kMaskedAtOnce) {
    const size_t some = count - from < kMaskedAtOnce ? count - from : kMaskedAtOnce;
    for (size_t index = 0; index < some; index++)
      std::memcpy(samples + index * kSampleLength, slab + records[from + index].bodyAt, kSampleLength);
    if (!context->masks(keys, samples, some, samples)) return false;
    for (size_t index = 0; index < some; index++) {
      const Record& record = records[from + index];
      for (size_t byte = 0; byte < record.numberLength; byte++)
        slab[record.numberAt + byte] ^= samples[index * kSampleLength + byte];
    }
  }
  return true;
}

bool openRecords(RecordContext* context, const uint8_t* keys, uint8_t* slab, const Record* records, size_t count,
                 int32_t* descriptors, size_t* authentic) {
  const size_t tagLength = static_cast<size_t>(context->aead()->tagLength);
  uint8_t nonce[kNonceLength];
  *authentic = 0;
  for (size_t index = 0; index < count; index++) {
    const Record& record = records[index];
    Opened opened = Opened::forged;
    if (record.bodyLength >= tagLength) {
      makeNonce(keys + kIvAt, record.sequence, nonce);
      opened = context->open(keys, nonce, slab + record.headerAt, record.bodyAt - record.headerAt,
                             slab + record.bodyAt, record.bodyLength - tagLength);
    }
    if (opened == Opened::failed) return false;
    const int isAuthentic = opened == Opened::authentic ? 1 : 0;
    descriptors[index * kRecordFields + kIsAuthentic] = isAuthentic;
    *authentic += static_cast<size_t>(isAuthentic);
  }
  return true;
}

}  // namespace wirechart
