#include "udp-sender.h"

#include <netinet/udp.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#ifndef UDP_SEGMENT
#define UDP_SEGMENT 103
#endif
#ifndef SOL_UDP
#define SOL_UDP 17
#endif

namespace wirechart {
namespace {

// Messages of one sendmmsg.
constexpr size_t kMostRuns = 64;
constexpr size_t kDatagramsUntilRetry = 16384;

// What one call of sendmmsg needs; it keeps nothing after the call.
struct Messages {
  mmsghdr headers[kMostRuns];
  iovec entries[kMostRuns * kMostSegments];
  alignas(cmsghdr) uint8_t controls[kMostRuns][CMSG_SPACE(sizeof(uint16_t))];
  Run runs[kMostRuns];
};

Messages* messagesOfThread() {
  static thread_local Messages messages;
  return &messages;
}

void requestSegments(msghdr* header, uint8_t* control, uint32_t segment) {
  header->msg_control = control;
  header->msg_controllen = CMSG_SPACE(sizeof(uint16_t));
  cmsghdr* ancillary = CMSG_FIRSTHDR(header);
  ancillary->cmsg_level = SOL_UDP;
  ancillary->cmsg_type = UDP_SEGMENT;
  ancillary->cmsg_len = CMSG_LEN(sizeof(uint16_t));
  const uint16_t size = static_cast<uint16_t>(segment);
  std::memcpy(CMSG_DATA(ancillary), &size, sizeof size);
}

void fill(Messages* messages, size_t count, const OutgoingDatagram* datagrams,
          const GrowingArray<SocketAddress>& peers) {
  iovec* entry = messages->entries;
  for (size_t index = 0; index < count; index++) {
    const Run& run = messages->runs[index];
    const SocketAddress& peer = peers[datagrams[run.first].peer];
    msghdr& header = messages->headers[index].msg_hdr;
    header = {};
    if (peer.length > 0) {
      header.msg_name = const_cast<sockaddr*>(&peer.generic);
      header.msg_namelen = peer.length;
    }
    header.msg_iov = entry;
    header.msg_iovlen = gatherRun(datagrams, run, entry);
    entry += header.msg_iovlen;
    if (run.segment > 0) requestSegments(&header, messages->controls[index], run.segment);
  }
}

// Returns the number of messages that the system took, at least 1, or a negative error.
int transmit(int fd, mmsghdr* headers, size_t count, bool mmsg) {
  for (;;) {
    const int sent = mmsg ? sendmmsg(fd, headers, static_cast<unsigned>(count), MSG_DONTWAIT)
                          : (sendmsg(fd, &headers->msg_hdr, MSG_DONTWAIT) < 0 ? -1 : 1);
    if (sent > 0) return sent;
    if (sent == 0) return -EAGAIN;
    if (errno != EINTR) return -errno;
  }
}

bool isFull(int error) { return error == EAGAIN || error == EWOULDBLOCK; }
bool isMemory(int error) { return error == ENOBUFS || error == ENOMEM; }

// Whether an error of a message with segments may be due to them: the device, the MTU, or a filter of system calls.
FallbackReason reasonOf(int error) {
  switch (error) {
    case EIO:
      return kEio;
    case EINVAL:
      return kEinval;
    case EMSGSIZE:
      return kEmsgsize;
    case EOPNOTSUPP:
      return kEopnotsupp;
    case ENOSYS:
      return kEnosys;
    case EPERM:
      return kEperm;
    default:
      return kFallbackReasons;
  }
}

}  // namespace

SendResult UdpSender::send(int fd, const GrowingArray<OutgoingDatagram>& datagrams,
                           const GrowingArray<SocketAddress>& peers) {
  Messages* messages = messagesOfThread();
  SendResult result;
  // The error of the first attempt for the datagram that is next.
  int pending = 0;
  plainUntil_ = 0;
  suspected_ = kFallbackReasons;
  while (result.accepted < datagrams.size()) {
    const size_t at = result.accepted;
    const size_t end = at < plainUntil_ ? plainUntil_ : datagrams.size();
    const size_t capacity = pending != 0 || !mmsg_ ? 1 : kMostRuns;
    const size_t planned = planRuns(datagrams.data() + at, end - at, limitsAt(at), messages->runs, capacity);
    fill(messages, planned, datagrams.data() + at, peers);
    int sent = transmit(fd, messages->headers, planned, planned > 1);
    counters_.calls++;
    if (planned > 1 && (sent == -ENOSYS || sent == -EPERM)) {
      // A filter may permit sendmsg only.
      const int one = transmit(fd, messages->headers, 1, false);
      if (one > 0 || (sent == -ENOSYS && one != sent)) {
        refuseMmsg(-sent);
        sent = one;
      }
    }
    if (sent > 0) {
      if (suspected_ < kFallbackReasons && at < plainUntil_) confirm();
      count(messages->runs, static_cast<size_t>(sent), &result);
      if (pending == 0) continue;
      result.status = SendStatus::failure;
      result.error = pending;
      return result;
    }
    const int error = -sent;
    const bool full = isFull(error);
    if (full || isMemory(error)) {
      (full ? counters_.waits : counters_.pauses)++;
      result.status = full ? SendStatus::wait : SendStatus::pause;
      result.error = error;
      if (pending == 0) return result;
      // The caller tries again after it has reported the failure.
      result.status = SendStatus::failure;
      result.error = pending;
      return result;
    }
    const Run& run = messages->runs[0];
    if (run.segment > 0 && suspect(run, error)) {
      plainUntil_ = at + run.count;
      continue;
    }
    // It fails without segmentation too.
    suspected_ = kFallbackReasons;
    // The system reports a pending ICMP error instead of sending: once more.
    if (pending == 0) {
      pending = error;
      continue;
    }
    result.status = SendStatus::unsent;
    result.error = error;
    result.skipped = run.count;
    return result;
  }
  return result;
}

RunLimits UdpSender::limitsAt(size_t at) const {
  return {gso_ && at >= plainUntil_ ? kMostSegments : 1, longestSegment_};
}

// Whether the datagrams of the run are to be tried without segmentation.
bool UdpSender::suspect(const Run& run, int error) {
  const FallbackReason reason = reasonOf(error);
  if (reason == kFallbackReasons) return false;
  suspected_ = reason;
  suspectedSegment_ = run.segment;
  return true;
}

// Without segmentation the system took the datagram. An MTU concerns the size only, all else the socket.
void UdpSender::confirm() {
  counters_.fallbacks[suspected_]++;
  if (suspected_ == kEmsgsize || suspected_ == kEinval) {
    longestSegment_ = suspectedSegment_ - 1;
  } else {
    gso_ = false;
    allowsGso_ = suspected_ == kEperm;
  }
  untilRetry_ = kDatagramsUntilRetry;
  suspected_ = kFallbackReasons;
}

void UdpSender::refuseMmsg(int error) {
  mmsg_ = false;
  allowsMmsg_ = error == EPERM;
  untilRetry_ = kDatagramsUntilRetry;
  counters_.singleCalls++;
}

void UdpSender::count(const Run* runs, size_t sent, SendResult* result) {
  size_t datagrams = 0;
  for (size_t index = 0; index < sent; index++) {
    const Run& run = runs[index];
    datagrams += run.count;
    result->bytes += run.bytes;
    if (run.segment == 0) continue;
    counters_.segmented++;
    counters_.segments += run.count;
  }
  result->accepted += datagrams;
  if (untilRetry_ == 0) return;
  untilRetry_ -= std::min(untilRetry_, datagrams);
  if (untilRetry_ > 0) return;
  longestSegment_ = kMostBytes;
  gso_ = allowsGso_;
  mmsg_ = allowsMmsg_;
}

}  // namespace wirechart
