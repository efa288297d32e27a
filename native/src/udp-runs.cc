#include "udp-runs.h"

namespace wirechart {
namespace {

Run runAt(const OutgoingDatagram* datagrams, size_t first, size_t count, const RunLimits& limits) {
  const OutgoingDatagram& head = datagrams[first];
  Run run{static_cast<uint32_t>(first), 1, head.length, 0};
  // The system does not segment by 0 bytes.
  if (head.length == 0 || head.length > limits.longestSegment || head.length > kMostBytes) return run;
  while (first + run.count < count && run.count < limits.segments) {
    const OutgoingDatagram& next = datagrams[first + run.count];
    if (next.peer != head.peer || next.length == 0 || next.length > head.length) break;
    if (next.length > kMostBytes - run.bytes) break;
    run.bytes += next.length;
    run.count++;
    if (next.length < head.length) break;
  }
  if (run.count > 1) run.segment = head.length;
  return run;
}

}  // namespace

size_t planRuns(const OutgoingDatagram* datagrams, size_t count, const RunLimits& limits, Run* runs, size_t capacity) {
  size_t planned = 0;
  for (size_t at = 0; at < count && planned < capacity; at += runs[planned++].count)
    runs[planned] = runAt(datagrams, at, count, limits);
  return planned;
}

size_t gatherRun(const OutgoingDatagram* datagrams, const Run& run, iovec* out) {
  size_t entries = 0;
  const uint8_t* end = nullptr;
  for (uint32_t index = 0; index < run.count; index++) {
    const OutgoingDatagram& datagram = datagrams[run.first + index];
    if (entries > 0 && datagram.bytes == end) {
      out[entries - 1].iov_len += datagram.length;
    } else {
      // sendmsg reads only, but its structure is that of recvmsg too.
      out[entries].iov_base = const_cast<uint8_t*>(datagram.bytes);
      out[entries].iov_len = datagram.length;
      entries++;
    }
    end = datagram.bytes + datagram.length;
  }
  return entries;
}

}  // namespace wirechart
