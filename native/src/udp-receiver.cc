#include "udp-receiver.h"

#include <netinet/ip.h>
#include <netinet/udp.h>

#include <cerrno>
#include <cstring>

#include "udp-segments.h"

#ifndef UDP_GRO
#define UDP_GRO 104
#endif
#ifndef SOL_UDP
#define SOL_UDP 17
#endif

namespace wirechart {
namespace {

constexpr size_t kControlSize = 192;
constexpr size_t kSlotsOfLongMessages = 8;
constexpr size_t kLongMessage = 8192;

// What one call of recvmmsg needs; it keeps nothing after the call.
struct Messages {
  mmsghdr headers[kSlots];
  iovec entries[kSlots];
  sockaddr_storage names[kSlots];
  alignas(cmsghdr) uint8_t controls[kSlots][kControlSize];
};

// The ancillary data of a message.
struct Ancillary {
  size_t segment = 0;
  int32_t trafficClass = -1;
  int32_t localFamily = 0;
  uint8_t localBytes[16] = {};
  int32_t localInterface = 0;
};

template <typename Value>
bool valueOf(cmsghdr* header, Value* out) {
  if (header->cmsg_len < CMSG_LEN(sizeof *out)) return false;
  std::memcpy(out, CMSG_DATA(header), sizeof *out);
  return true;
}

void readInternet(cmsghdr* header, Ancillary* out) {
  uint8_t service;
  in_pktinfo info;
  if (header->cmsg_type == IP_TOS && valueOf(header, &service)) {
    out->trafficClass = service;
  } else if (header->cmsg_type == IP_PKTINFO && valueOf(header, &info)) {
    out->localFamily = 4;
    std::memcpy(out->localBytes, &info.ipi_addr, 4);
    out->localInterface = info.ipi_ifindex;
  }
}

void readInternet6(cmsghdr* header, Ancillary* out) {
  int trafficClass;
  in6_pktinfo info;
  if (header->cmsg_type == IPV6_TCLASS && valueOf(header, &trafficClass)) {
    out->trafficClass = trafficClass;
  } else if (header->cmsg_type == IPV6_PKTINFO && valueOf(header, &info)) {
    out->localFamily = 6;
    std::memcpy(out->localBytes, &info.ipi6_addr, 16);
    out->localInterface = static_cast<int32_t>(info.ipi6_ifindex);
  }
}

Ancillary ancillaryOf(msghdr* message) {
  Ancillary result;
  for (cmsghdr* header = CMSG_FIRSTHDR(message); header != nullptr; header = CMSG_NXTHDR(message, header)) {
    int segment;
    if (header->cmsg_level == SOL_UDP && header->cmsg_type == UDP_GRO && valueOf(header, &segment) && segment > 0)
      result.segment = static_cast<size_t>(segment);
    else if (header->cmsg_level == IPPROTO_IP)
      readInternet(header, &result);
    else if (header->cmsg_level == IPPROTO_IPV6)
      readInternet6(header, &result);
  }
  return result;
}

Messages* messagesOfThread() {
  static thread_local Messages messages;
  return &messages;
}

}  // namespace

int UdpReceiver::receive(int fd, UdpMemory* memory, bool* full) {
  Messages* messages = messagesOfThread();
  size_t slots = mmsg_ ? slots_ : 1;
  for (size_t index = 0; index < slots; index++) {
    messages->entries[index] = {memory->arena() + index * kSlotStride, slotSize_};
    msghdr& header = messages->headers[index].msg_hdr;
    header.msg_name = &messages->names[index];
    header.msg_namelen = sizeof messages->names[index];
    header.msg_iov = &messages->entries[index];
    header.msg_iovlen = 1;
    header.msg_control = messages->controls[index];
    header.msg_controllen = kControlSize;
    header.msg_flags = 0;
  }
  int received;
  while ((received = mmsg_ ? recvmmsg(fd, messages->headers, static_cast<unsigned>(slots), MSG_DONTWAIT, nullptr)
                           : receiveOne(fd, messages->headers)) < 0) {
    if (errno == EINTR) continue;
    // A filter may permit recvmsg only.
    if ((errno != ENOSYS && errno != EPERM) || !mmsg_) return -errno;
    mmsg_ = false;
    slots = 1;
  }
  counters_.calls++;
  *full = static_cast<size_t>(received) == slots;

  Control* control = memory->control();
  DatagramList list{control->at, control->length, kBatchDatagrams, 0};
  size_t used = 0;
  size_t bytes = 0;
  size_t truncated = 0;
  size_t unanswerable = 0;
  for (int index = 0; index < received; index++) {
    mmsghdr& message = messages->headers[index];
    if ((message.msg_hdr.msg_flags & MSG_TRUNC) != 0) {
      truncated++;
      continue;
    }
    SocketAddress remote{};
    remote.length = message.msg_hdr.msg_namelen;
    if (remote.length > sizeof remote.v6) continue;
    std::memcpy(&remote.v6, &messages->names[index], remote.length);
    SlotRecord& slot = control->slots[used];
    if (!toRecord(remote, &slot.remote)) continue;
    const Ancillary ancillary = ancillaryOf(&message.msg_hdr);
    const size_t at = static_cast<size_t>(index) * kSlotStride;
    const size_t before = list.count;
    const size_t added = splitSegments(at, message.msg_len, ancillary.segment, &list);
    if (added == 0) {
      truncated++;
      continue;
    }
    bytes += message.msg_len;
    // It cannot be answered (RFC 768).
    if (slot.remote.port == 0) {
      list.count = before;
      unanswerable += added;
      continue;
    }
    if (added > 1) counters_.coalesced++;
    slot.datagrams = static_cast<int32_t>(added);
    slot.trafficClass = ancillary.trafficClass;
    slot.localFamily = ancillary.localFamily;
    std::memcpy(slot.localBytes, ancillary.localBytes, sizeof slot.localBytes);
    slot.localInterface = ancillary.localInterface;
    used++;
  }
  counters_.truncated += truncated;
  if (received > 0)
    slots_ = bytes / static_cast<size_t>(received) > kLongMessage ? kSlotsOfLongMessages : kSlots;
  control->result[kSlotCount] = static_cast<int32_t>(used);
  control->result[kDatagramCount] = static_cast<int32_t>(list.count);
  control->result[kByteCount] = static_cast<int32_t>(bytes);
  control->result[kUnanswerable] = static_cast<int32_t>(unanswerable);
  return received;
}

// Returns what recvmmsg would.
int UdpReceiver::receiveOne(int fd, mmsghdr* message) {
  const ssize_t length = recvmsg(fd, &message->msg_hdr, MSG_DONTWAIT);
  if (length < 0) return -1;
  message->msg_len = static_cast<unsigned>(length);
  return 1;
}

}  // namespace wirechart
