// Descriptors of any content over a slab of any length: nothing outside the slab is touched, and what was sealed opens.
#include <cstring>

#include "core/context-cache.h"
#include "core/record-batch.h"
#include "input.h"

namespace wirechart {
namespace {

constexpr size_t kMostRecords = 70;

// A descriptor of any integers, or of integers near the length of the slab.
void readDescriptors(Input* input, size_t slabLength, int32_t* descriptors, size_t count) {
  const bool isNear = input->byte() % 4 != 0;
  for (size_t index = 0; index < count * kRecordFields; index++) {
    descriptors[index] =
        isNear ? static_cast<int32_t>(input->word() % (slabLength + 2)) : input->integer();
  }
}

void protectAnything(Input* input, ContextCache* contexts, const Aead* aead, uint64_t id, uint8_t* keys) {
  Block slab(input->word() % 3000);
  input->fill(slab.data(), slab.length());
  const size_t count = input->byte() % kMostRecords;
  Block memory(count * kRecordFields * sizeof(int32_t));
  auto* descriptors = reinterpret_cast<int32_t*>(memory.data());
  readDescriptors(input, slab.length(), descriptors, count);
  const auto call = static_cast<RecordCall>(input->byte() % 3);
  Array<Record> records;
  require(records.make(kMostRecords));
  RecordFault fault{};
  if (!readRecords(descriptors, count, slab.length(), aead->tagLength, call, records.data(), &fault)) {
    require(fault.field != nullptr && fault.reason != nullptr && fault.record < count);
    return;
  }
  RecordContext* context = contexts->take(id, aead);
  require(context != nullptr);
  Block content(input->word() % 3000);
  Block spans(2 * count * sizeof(int32_t));
  if (call == RecordCall::seal && input->byte() % 2 == 0) {
    input->fill(content.data(), content.length());
    auto* const numbers = reinterpret_cast<int32_t*>(spans.data());
    const bool isNear = input->byte() % 4 != 0;
    for (size_t index = 0; index < 2 * count; index++)
      numbers[index] = isNear ? static_cast<int32_t>(input->word() % (content.length() + 2)) : input->integer();
    if (!readContents({content.data(), content.length(), numbers}, count, records.data(), &fault)) {
      require(fault.field != nullptr && fault.reason != nullptr && fault.record < count);
      return;
    }
  }
  if (call == RecordCall::seal) {
    require(sealRecords(context, keys, slab.data(), records.data(), count));
  } else if (call == RecordCall::unmask) {
    require(maskRecords(context, keys, slab.data(), records.data(), count));
  } else {
    size_t authentic = 0;
    require(openRecords(context, keys, slab.data(), records.data(), count, descriptors, &authentic));
    size_t marked = 0;
    for (size_t index = 0; index < count; index++) marked += descriptors[index * kRecordFields + kIsAuthentic] == 1;
    require(marked == authentic);
  }
}

// Records one after the other, sealed, unmasked and opened; one of them is damaged.
void sealAndOpen(Input* input, ContextCache* contexts, const Aead* aead, uint64_t id, uint8_t* keys) {
  const size_t count = 1 + input->byte() % 8;
  const auto tagLength = static_cast<size_t>(aead->tagLength);
  Block slab(count * (3 + 300 + tagLength));
  Block plain(slab.length());
  Record records[8] = {};
  size_t at = 0;
  for (size_t index = 0; index < count; index++) {
    Record& record = records[index];
    record.headerAt = at;
    record.numberLength = 1 + input->byte() % 2;
    record.numberAt = at + 1;
    record.bodyAt = record.numberAt + record.numberLength;
    // A sample has 16 bytes, with the tag.
    record.bodyLength = 16 + input->byte();
    record.sequence = (static_cast<uint64_t>(input->word()) << 32) | input->word();
    input->fill(slab.data() + record.headerAt, record.bodyAt + record.bodyLength - record.headerAt);
    at = record.bodyAt + record.bodyLength + tagLength;
  }
  std::memcpy(plain.data(), slab.data(), slab.length());
  RecordContext* context = contexts->take(id, aead);
  require(context != nullptr && sealRecords(context, keys, slab.data(), records, count));
  for (size_t index = 0; index < count; index++) records[index].bodyLength += tagLength;
  const size_t damaged = input->byte() % (count + 1);
  if (damaged < count) {
    const Record& record = records[damaged];
    // Behind the sample, so that the number stays what it was.
    slab.data()[record.bodyAt + record.bodyLength - 1] ^= static_cast<uint8_t>(1 + input->byte() % 255);
  }
  if (damaged < count && records[damaged].bodyLength <= kSampleLength) return;
  Block memory(count * kRecordFields * sizeof(int32_t));
  size_t authentic = 0;
  require(maskRecords(context, keys, slab.data(), records, count));
  require(openRecords(context, keys, slab.data(), records, count, reinterpret_cast<int32_t*>(memory.data()),
                      &authentic));
  require(authentic == count - (damaged < count ? 1 : 0));
  for (size_t index = 0; index < count; index++) {
    const Record& record = records[index];
    if (index == damaged) continue;
    const size_t length = record.bodyAt - record.headerAt + record.bodyLength - tagLength;
    require(std::memcmp(plain.data() + record.headerAt, slab.data() + record.headerAt, length) == 0);
  }
}

}  // namespace
}  // namespace wirechart

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t length) {
  using namespace wirechart;
  static const Aeads aeads;
  ContextCache contexts(4);
  Input input(bytes, length);
  Block keys(kKeyBlockLength);
  input.fill(keys.data(), keys.length());
  for (int step = 0; step < 20 && !input.isEmpty(); step++) {
    const uint8_t action = input.byte();
    const uint64_t id = input.byte() % 8;
    const Aead* aead = aeads.find(input.byte() % kAeads);
    require(aead != nullptr);
    if (action % 8 == 0) contexts.forget(id);
    // A number belongs to the same keys for ever.
    Block own(kKeyBlockLength);
    std::memcpy(own.data(), keys.data(), keys.length());
    own.data()[0] ^= static_cast<uint8_t>(id);
    if (action % 2 == 0) protectAnything(&input, &contexts, aead, id, own.data());
    else sealAndOpen(&input, &contexts, aead, id, own.data());
    require(contexts.size() <= contexts.places());
  }
  return 0;
}
