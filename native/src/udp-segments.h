#ifndef WIRECHART_UDP_SEGMENTS_H
#define WIRECHART_UDP_SEGMENTS_H

#include <cstddef>
#include <cstdint>

namespace wirechart {

// Datagrams as offsets and lengths, in the memory that JavaScript reads.
struct DatagramList {
  int32_t* at;
  int32_t* length;
  size_t capacity;
  size_t count;
};

// Adds the datagrams of one received message: `length` bytes at offset `at` that the system coalesced (UDP_GRO) from
// datagrams of `segment` bytes, of which only the last may be shorter. `segment` is 0 for a single datagram. Returns the
// number of datagrams added; 0 when they do not all fit.
size_t splitSegments(size_t at, size_t length, size_t segment, DatagramList* list);

}  // namespace wirechart

#endif
