#ifndef WIRECHART_UDP_MEMORY_H
#define WIRECHART_UDP_MEMORY_H

#include <netinet/in.h>
#include <node_api.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include <atomic>
#include <cstddef>
#include <cstdint>

#include "udp-address.h"

namespace wirechart {

// Messages of one recvmmsg.
constexpr size_t kSlots = 64;
// A slot holds the longest datagram, and the longest run that GRO coalesces.
constexpr size_t kSlotSize = 65536;
// Slots do not begin at the same lines of a cache.
constexpr size_t kSlotStride = kSlotSize + 1088;
// Datagrams of one batch: more than UDP_MAX_SEGMENTS for each slot.
constexpr size_t kBatchDatagrams = kSlots * 256;
// Buffers of one call of send.
constexpr size_t kSendBuffers = 64;

// One received message.
struct SlotRecord {
  int32_t datagrams;
  int32_t trafficClass;  // byte of type of service or traffic class, -1: not known
  AddressRecord remote;
  int32_t localFamily;  // 4, 6, or 0: not known
  uint8_t localBytes[16];
  int32_t localInterface;
};
static_assert(sizeof(SlotRecord) == 64, "JavaScript reads 16 words");

// One buffer to send: its datagrams first, ..., count - 1.
struct SendRecord {
  int32_t first;
  int32_t count;
  int32_t addressed;  // 0: to the connected peer
  int32_t reserved;
  AddressRecord to;
};
static_assert(sizeof(SendRecord) == 48, "JavaScript writes 12 words");

// Words that JavaScript reads after a call, by their index.
enum ResultWord {
  kSlotCount,
  kDatagramCount,  // answerable ones, which the arrays describe
  kByteCount,      // of all of them
  kUnanswerable,   // datagrams from port 0, which are dropped
  kAccepted,
  kAcceptedBytes,
  kError,
  kSkipped,
};

// The memory that the addon shares with JavaScript. JavaScript may write anything at any time: C++ reads a value once,
// into a local variable, and checks that.
struct Control {
  int32_t result[16];
  int32_t options[16];
  SlotRecord slots[kSlots];
  int32_t at[kBatchDatagrams];
  int32_t length[kBatchDatagrams];
  SendRecord sends[kSendBuffers];
};

// The memory of all sockets of one environment: the arena that datagrams are received into, and the control block.
// One is enough, because a batch is borrowed for one call and an environment has one thread. It is freed when the last
// owner releases it: JavaScript can detach its view, and C++ still writes into the memory.
class UdpMemory {
 public:
  // Has one owner; nullptr: no memory.
  static UdpMemory* create();
  void retain() { owners_++; }
  void release();

  Control* control() const { return control_; }
  uint8_t* arena() const { return arena_; }
  static constexpr size_t kArenaSize = kSlots * kSlotStride;

 private:
  UdpMemory(Control* control, uint8_t* arena) : control_(control), arena_(arena) {}
  ~UdpMemory();

  Control* control_;
  uint8_t* arena_;
  std::atomic<size_t> owners_{1};
};

}  // namespace wirechart

#endif
