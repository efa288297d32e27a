#ifndef WIRECHART_UDP_RUNS_H
#define WIRECHART_UDP_RUNS_H

#include <sys/uio.h>

#include <cstddef>
#include <cstdint>

namespace wirechart {

// A datagram to send. `peer` numbers the destinations of one call.
struct OutgoingDatagram {
  const uint8_t* bytes;
  uint32_t length;
  uint32_t peer;
};

// Consecutive datagrams that the system takes in one message. With segmentation (UDP_SEGMENT) all have `segment` bytes,
// only the last may be shorter; without it `segment` is 0 and `count` is 1.
struct Run {
  uint32_t first;
  uint32_t count;
  uint32_t bytes;
  uint32_t segment;
};

struct RunLimits {
  // Most datagrams of a run; 1 without segmentation.
  uint32_t segments;
  // Longest datagram that is segmented.
  uint32_t longestSegment;
};

// The limits of Linux: segments of a message (UDP_MAX_SEGMENTS before Linux 6.9), and its payload over IPv4.
constexpr uint32_t kMostSegments = 64;
constexpr uint32_t kMostBytes = 65507;

// Divides datagrams into at most `capacity` runs, in order. Returns the number of runs; the last may end before `count`.
size_t planRuns(const OutgoingDatagram* datagrams, size_t count, const RunLimits& limits, Run* runs, size_t capacity);

// The memory of a run; contiguous datagrams share an entry. Returns the number of entries, at most run.count.
size_t gatherRun(const OutgoingDatagram* datagrams, const Run& run, iovec* out);

}  // namespace wirechart

#endif
