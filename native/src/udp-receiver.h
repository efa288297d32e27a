#ifndef WIRECHART_UDP_RECEIVER_H
#define WIRECHART_UDP_RECEIVER_H

#include <cstdint>

#include "udp-memory.h"

namespace wirechart {

struct ReceiveCounters {
  uint64_t calls = 0;      // recvmmsg or recvmsg that returned messages
  uint64_t coalesced = 0;  // messages of several datagrams (GRO)
  uint64_t truncated = 0;  // messages longer than a slot
};

// Receives messages of one socket into the arena, and describes their datagrams in the control block.
class UdpReceiver {
 public:
  // `slotSize`: bytes of a message, at most kSlotSize.
  void configure(size_t slotSize, bool mmsg) {
    slotSize_ = slotSize;
    mmsg_ = mmsg;
  }

  // One recvmmsg. Returns the number of messages, dropped ones included, or a negative error. `full`: more may wait.
  int receive(int fd, UdpMemory* memory, bool* full);

  const ReceiveCounters& counters() const { return counters_; }

 private:
  int receiveOne(int fd, mmsghdr* message);

  size_t slotSize_ = kSlotSize;
  // Slots of the next call: few after long messages, so that a batch fits in the caches.
  size_t slots_ = kSlots;
  bool mmsg_ = true;
  ReceiveCounters counters_;
};

}  // namespace wirechart

#endif
