#ifndef WIRECHART_CORE_RECORD_BATCH_H
#define WIRECHART_CORE_RECORD_BATCH_H

#include "core/record-context.h"

namespace wirechart {

// Integers of one record in the descriptors; RECORD_FIELDS of runtime/crypto/provider.ts.
constexpr size_t kRecordFields = 8;
// Position of the field that open() sets.
constexpr size_t kIsAuthentic = 7;

enum class RecordCall { seal, unmask, open };

// One descriptor that was checked. Offsets count from the start of the slab.
struct Record {
  size_t headerAt;
  size_t numberAt;
  size_t numberLength;
  size_t bodyAt;
  // As in the descriptor: without the tag for `seal`, else with it.
  size_t bodyLength;
  uint64_t sequence;
  // The first bytes of the body, which `sealRecords` copies into the slab; none if `contentLength` is 0.
  const uint8_t* content;
  size_t contentLength;
};

// Content that is not in the slab yet: its offset and length in `data`, two integers for each record.
struct Contents {
  const uint8_t* data;
  size_t length;
  const int32_t* spans;
};

// What is wrong with the descriptors.
struct RecordFault {
  const char* field;
  const char* reason;
  size_t record;
};

// Reads `count` descriptors, each integer once. False: `fault` names the first field that does not fit in `slabLength`
// bytes, and nothing may be touched.
bool readRecords(const int32_t* descriptors, size_t count, size_t slabLength, int tagLength, RecordCall call,
                 Record* records, RecordFault* fault);

// Gives `count` records that were read their content, each integer read once. False as above.
bool readContents(const Contents& contents, size_t count, Record* records, RecordFault* fault);

// Each protects the records of one direction, in place; RFC 9147 sections 4.2.3 and 4.5. False: OpenSSL failed.
bool sealRecords(RecordContext* context, const uint8_t* keys, uint8_t* slab, const Record* records, size_t count);
bool maskRecords(RecordContext* context, const uint8_t* keys, uint8_t* slab, const Record* records, size_t count);
// Sets kIsAuthentic of each descriptor.
bool openRecords(RecordContext* context, const uint8_t* keys, uint8_t* slab, const Record* records, size_t count,
                 int32_t* descriptors, size_t* authentic);

}  // namespace wirechart

#endif
