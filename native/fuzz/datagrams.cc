// Coalesced datagrams, runs of datagrams to send, and addresses of any content.
#include <cstring>

#include "input.h"
#include "udp-address.h"
#include "udp-runs.h"
#include "udp-segments.h"

namespace wirechart {
namespace {

constexpr size_t kMostDatagrams = 200;

void split(Input* input) {
  const size_t capacity = input->byte();
  Block at(capacity * sizeof(int32_t));
  Block length(capacity * sizeof(int32_t));
  DatagramList list = {reinterpret_cast<int32_t*>(at.data()), reinterpret_cast<int32_t*>(length.data()), capacity, 0};
  for (int message = 0; message < 4; message++) {
    const size_t start = static_cast<size_t>(message) * 65536;
    const size_t bytes = input->word();
    const size_t segment = input->word();
    const size_t before = list.count;
    const size_t added = splitSegments(start, bytes, segment, &list);
    require(list.count == before + added && list.count <= capacity);
    size_t end = start;
    for (size_t index = before; index < list.count; index++) {
      require(static_cast<size_t>(list.at[index]) == end && list.length[index] >= 0);
      end += static_cast<size_t>(list.length[index]);
    }
    require(added == 0 || end == start + bytes);
  }
}

void plan(Input* input) {
  const size_t count = input->byte() % kMostDatagrams;
  const size_t capacity = input->byte() % kMostDatagrams;
  // Few lengths and peers, so that runs are long.
  const uint16_t lengths[3] = {input->word(), static_cast<uint16_t>(input->byte()), 1200};
  Block bytes(65536);
  Block memory(count * sizeof(OutgoingDatagram));
  auto* datagrams = reinterpret_cast<OutgoingDatagram*>(memory.data());
  size_t used = 0;
  for (size_t index = 0; index < count; index++) {
    const uint8_t kind = input->byte();
    const uint32_t length = lengths[kind % 3];
    // Back to back, or each from the start.
    if (kind % 16 == 0 || used + length > bytes.length()) used = 0;
    datagrams[index] = {bytes.data() + used, length, static_cast<uint32_t>(kind >> 6)};
    used += length;
  }
  const RunLimits limits = {input->byte() % 2 == 0 ? kMostSegments : 1, input->word()};
  Block planned(capacity * sizeof(Run));
  auto* runs = reinterpret_cast<Run*>(planned.data());
  const size_t made = planRuns(datagrams, count, limits, runs, capacity);
  require(made <= capacity);
  size_t next = 0;
  for (size_t index = 0; index < made; index++) {
    const Run& run = runs[index];
    require(run.first == next && run.count >= 1 && run.count <= limits.segments && next + run.count <= count);
    next += run.count;
    size_t sum = 0;
    for (size_t each = run.first; each < next; each++) {
      require(datagrams[each].peer == datagrams[run.first].peer);
      require(run.count == 1 || each + 1 == next ? datagrams[each].length <= datagrams[run.first].length
                                                 : datagrams[each].length == run.segment);
      sum += datagrams[each].length;
    }
    require(sum == run.bytes && (run.count == 1 || sum <= kMostBytes));
    Block entries(run.count * sizeof(iovec));
    auto* parts = reinterpret_cast<iovec*>(entries.data());
    const size_t gathered = gatherRun(datagrams, run, parts);
    require(gathered >= 1 && gathered <= run.count);
    size_t total = 0;
    for (size_t part = 0; part < gathered; part++) total += parts[part].iov_len;
    require(total == sum);
  }
  require(made == capacity || next == count);
}

void address(Input* input) {
  AddressRecord record;
  input->fill(&record, sizeof record);
  if (input->byte() % 2 == 0) record.family = input->byte() % 2 == 0 ? 4 : 6;
  SocketAddress made{};
  if (toSocketAddress(record, &made)) {
    AddressRecord again{};
    SocketAddress twice{};
    require(toRecord(made, &again) && toSocketAddress(again, &twice) && sameAddress(made, twice));
  }
  SocketAddress any{};
  input->fill(&any.v6, sizeof any.v6);
  any.length = input->word() % (sizeof any.v6 + 1);
  AddressRecord read{};
  SocketAddress back{};
  if (toRecord(any, &read)) require(toSocketAddress(read, &back));
}

}  // namespace
}  // namespace wirechart

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t length) {
  using namespace wirechart;
  Input input(bytes, length);
  switch (input.byte() % 3) {
    case 0:
      split(&input);
      break;
    case 1:
      plan(&input);
      break;
    default:
      address(&input);
  }
  return 0;
}
