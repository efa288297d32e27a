#ifndef WIRECHART_UDP_SENDER_H
#define WIRECHART_UDP_SENDER_H

#include <cstddef>
#include <cstdint>

#include "growing-array.h"
#include "udp-address.h"
#include "udp-runs.h"

namespace wirechart {

enum class SendStatus : int32_t {
  sent = 0,     // everything
  wait = 1,     // the send buffer is full: go on when the socket is writable
  pause = 2,    // the system has no memory (ENOBUFS): go on after a while
  failure = 3,  // an error of an earlier datagram (ICMP) was pending: report it, then go on
  unsent = 4,   // the next `skipped` datagrams were refused
  invalid = 5,  // the memory of the next `skipped` datagrams is gone
};

struct SendResult {
  SendStatus status = SendStatus::sent;
  size_t accepted = 0;  // datagrams that the system took
  size_t bytes = 0;
  int error = 0;        // positive
  size_t skipped = 0;
};

// Why datagrams were sent without segmentation, or in one call each.
enum FallbackReason { kEio, kEinval, kEmsgsize, kEopnotsupp, kEnosys, kEperm, kFallbackReasons };

struct SendCounters {
  uint64_t calls = 0;            // sendmmsg or sendmsg
  uint64_t segmented = 0;        // messages with UDP_SEGMENT
  uint64_t segments = 0;         // datagrams in them
  uint64_t waits = 0;            // EAGAIN
  uint64_t pauses = 0;           // ENOBUFS, ENOMEM
  uint64_t fallbacks[kFallbackReasons] = {};
  uint64_t singleCalls = 0;      // fallbacks from sendmmsg to sendmsg
};

// Sends datagrams of one socket in order, in as few calls as the system permits.
class UdpSender {
 public:
  void configure(bool gso, bool mmsg) {
    gso_ = allowsGso_ = gso;
    mmsg_ = allowsMmsg_ = mmsg;
  }

  // `peers`: addresses by OutgoingDatagram::peer; length 0 means the connected peer.
  SendResult send(int fd, const GrowingArray<OutgoingDatagram>& datagrams, const GrowingArray<SocketAddress>& peers);

  bool gso() const { return gso_; }
  const SendCounters& counters() const { return counters_; }

 private:
  RunLimits limitsAt(size_t at) const;
  bool suspect(const Run& run, int error);
  void confirm();
  void refuseMmsg(int error);
  void count(const Run* runs, size_t sent, SendResult* result);

  bool gso_ = false;
  bool mmsg_ = true;
  // False: not configured, or the system lacks it for good.
  bool allowsGso_ = false;
  bool allowsMmsg_ = true;
  // A longer segment exceeded the MTU of a path.
  uint32_t longestSegment_ = kMostBytes;
  // Datagrams until what failed for a reason that may pass is tried again: paths differ and change, and so do the rules of
  // packet filters, whose EPERM is that of a filter of system calls. 0: nothing is to be tried again.
  size_t untilRetry_ = 0;
  // The error of a run with segmentation, whose datagrams before `plainUntil_` are tried without it.
  FallbackReason suspected_ = kFallbackReasons;
  uint32_t suspectedSegment_ = 0;
  size_t plainUntil_ = 0;
  SendCounters counters_;
};

}  // namespace wirechart

#endif
