#include "udp-table.h"

#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <new>

#include "arguments.h"
#include "held-sockets.h"

namespace wirechart {
namespace {

// The first word of the options of `open`; the others are numbers.
enum OptionFlag { kIpv6Only = 1, kReusePort = 2, kDontFragment = 4, kTrafficClass = 8, kLocalAddress = 16 };
enum FeatureFlag { kNoGso = 256, kNoGro = 512, kNoMmsg = 1024 };
enum OptionWord { kFlags, kReceiveBufferSize, kSendBufferSize, kHopLimit, kSlotBytes };

// Elements of a typed array of the right type; false: it is none. Runs no JavaScript.
template <typename Element>
bool elementsOf(napi_env env, napi_value value, napi_typedarray_type wanted, View<Element>* out) {
  bool typed = false;
  // Node leaves it as it is for an array of a type that it does not know, as Float16Array once.
  napi_typedarray_type type = napi_int8_array;
  void* data;
  if (napi_is_typedarray(env, value, &typed) != napi_ok || !typed) return false;
  if (napi_get_typedarray_info(env, value, &type, &out->length, &data, nullptr, nullptr) != napi_ok) return false;
  out->data = static_cast<Element*>(data);
  return type == wanted;
}

// More than a process has files.
constexpr int64_t kPlaces = int64_t{1} << 24;

int positive(int32_t value) { return value > 0 ? value : 0; }

}  // namespace

UdpTable* UdpTable::create(napi_env env) {
  UdpMemory* memory = UdpMemory::create();
  if (memory == nullptr) return nullptr;
  void* self = std::malloc(sizeof(UdpTable));
  if (self == nullptr) {
    memory->release();
    return nullptr;
  }
  UdpTable* table = new (self) UdpTable(env, memory);
  const auto end = [](void* data) {
    releaseAllHeldUdp(data);
    static_cast<UdpTable*>(data)->disown();
  };
  napi_add_env_cleanup_hook(env, end, table);
  return table;
}

void UdpTable::disown() {
  if (--owners_ > 0) return;
  this->~UdpTable();
  std::free(this);
}

void UdpTable::closed(const UdpSocket* socket) {
  const uint32_t place = static_cast<uint32_t>(socket->id() % kPlaces);
  places_[place] = nullptr;
  // Without memory the place is lost.
  freePlaces_.push(place);
  disown();
}

UdpSocket* UdpTable::find(int64_t id) const {
  const size_t place = static_cast<size_t>(id % kPlaces);
  if (id < 0 || place >= places_.size()) return nullptr;
  UdpSocket* socket = places_[place];
  return socket != nullptr && socket->id() == id && socket->fd() >= 0 ? socket : nullptr;
}

bool UdpTable::readSettings(SocketAddress* local, UdpSettings* settings, UdpSocket::Limits* limits) const {
  const Control* control = memory_->control();
  const AddressRecord record = control->sends[0].to;
  const int32_t flags = control->options[kFlags];
  const int32_t slotBytes = control->options[kSlotBytes];
  settings->ipv6Only = (flags & kIpv6Only) != 0;
  settings->reusePort = (flags & kReusePort) != 0;
  settings->dontFragment = (flags & kDontFragment) != 0;
  settings->trafficClass = (flags & kTrafficClass) != 0;
  settings->localAddress = (flags & kLocalAddress) != 0;
  settings->gso = (flags & kNoGso) == 0;
  settings->gro = (flags & kNoGro) == 0;
  settings->receiveBufferSize = positive(control->options[kReceiveBufferSize]);
  settings->sendBufferSize = positive(control->options[kSendBufferSize]);
  settings->hopLimit = positive(control->options[kHopLimit]);
  *limits = {kSlotSize, (flags & kNoMmsg) == 0};
  if (slotBytes > 0 && static_cast<size_t>(slotBytes) < kSlotSize) limits->slotSize = static_cast<size_t>(slotBytes);
  return toSocketAddress(record, local);
}

int64_t UdpTable::open(napi_value callback, const char** call) {
  SocketAddress local;
  UdpSettings settings;
  UdpSocket::Limits limits;
  *call = "bind";
  if (!readSettings(&local, &settings, &limits)) return -EINVAL;
  return start(openUdp(local, settings), limits, callback, call);
}

int64_t UdpTable::adopt(int64_t held, napi_value callback, const char** call) {
  SocketAddress local;
  UdpSettings settings;
  UdpSocket::Limits limits;
  *call = "adopt";
  if (!readSettings(&local, &settings, &limits)) return -EBADF;
  OpenedUdp opened = adoptHeldUdp(held, local);
  // The file has what its holder wanted.
  opened.gso = opened.gso && settings.gso;
  return start(opened, limits, callback, call);
}

int64_t UdpTable::hold(const char** call) {
  SocketAddress local;
  UdpSettings settings;
  UdpSocket::Limits limits;
  *call = "bind";
  if (!readSettings(&local, &settings, &limits)) return -EINVAL;
  const OpenedUdp opened = openUdp(local, settings);
  if (opened.fd < 0) {
    *call = opened.call;
    return -opened.error;
  }
  *call = "setsockopt";
  int error = shareUdp(opened.fd);
  local.length = sizeof local.v6;
  if (error == 0 && getsockname(opened.fd, &local.generic, &local.length) != 0) error = -errno;
  if (error == 0 && !toRecord(local, &memory_->control()->sends[0].to)) error = -EAFNOSUPPORT;
  if (error == 0) return holdUdp(this, opened, local);
  ::close(opened.fd);
  return error;
}

void UdpTable::release(int64_t held) { releaseHeldUdp(this, held); }

int64_t UdpTable::start(const OpenedUdp& opened, const UdpSocket::Limits& limits, napi_value callback,
                        const char** call) {
  if (opened.fd < 0) {
    *call = opened.call;
    return -opened.error;
  }
  *call = "uv_poll_init";
  UdpSocket* socket = place(opened, limits);
  if (socket == nullptr) {
    ::close(opened.fd);
    if (opened.held != 0) returnHeldUdp(opened.held);
    return -ENOMEM;
  }
  const int64_t id = socket->id();
  const int status = socket->start(callback);
  return status == 0 ? id : status;
}

UdpSocket* UdpTable::place(const OpenedUdp& opened, const UdpSocket::Limits& limits) {
  const bool isNew = freePlaces_.size() == 0;
  const int64_t place = isNew ? static_cast<int64_t>(places_.size()) : freePlaces_[freePlaces_.size() - 1];
  if (isNew && (place == kPlaces || !places_.push(nullptr))) return nullptr;
  UdpSocket* socket = UdpSocket::create(env_, this, kPlaces * ++opened_ + place, opened, limits);
  places_[static_cast<size_t>(place)] = socket;
  if (!isNew) freePlaces_.truncate(freePlaces_.size() - 1);
  if (socket != nullptr) owners_++;
  else freePlaces_.push(static_cast<uint32_t>(place));
  return socket;
}

void UdpTable::close(int64_t id) {
  UdpSocket* socket = find(id);
  if (socket != nullptr) socket->close();
}

bool UdpTable::send(UdpSocket* socket, napi_value arrays, size_t count, SendResult* result) {
  napi_value values[2 * kSendBuffers];
  // All elements first: a getter of JavaScript could detach what was looked at before.
  for (size_t index = 0; index < count; index++) {
    const auto at = static_cast<uint32_t>(2 * index);
    if (napi_get_element(env_, arrays, at, &values[at]) != napi_ok ||
        napi_get_element(env_, arrays, at + 1, &values[at + 1]) != napi_ok)
      return false;
  }
  datagrams_.truncate(0);
  peers_.truncate(0);
  size_t invalid = count;
  for (size_t index = 0; index < count && invalid == count; index++) {
    const SendRecord record = memory_->control()->sends[index];
    if (!append(record, values[2 * index], values[2 * index + 1])) invalid = index;
  }
  if (socket->fd() < 0) return true;
  *result = socket->send(datagrams_, peers_);
  if (result->status == SendStatus::sent && invalid < count) result->status = SendStatus::invalid;
  return true;
}

// False: the buffer does not have these datagrams; nothing was appended.
bool UdpTable::append(const SendRecord& record, napi_value bytes, napi_value lengths) {
  View<uint8_t> memory;
  View<int32_t> length;
  SocketAddress to{};
  if (!elementsOf(env_, bytes, napi_uint8_array, &memory) || !elementsOf(env_, lengths, napi_int32_array, &length) ||
      record.first < 0 || record.count < record.first || static_cast<size_t>(record.count) > length.length ||
      (record.addressed != 0 && !toSocketAddress(record.to, &to)))
    return false;
  if ((peers_.size() == 0 || !sameAddress(peers_[peers_.size() - 1], to)) && !peers_.push(to)) return false;
  const uint32_t peer = static_cast<uint32_t>(peers_.size() - 1);
  const size_t before = datagrams_.size();
  size_t at = 0;
  for (int32_t index = 0; index < record.count; index++) {
    // Read once: another thread may share the memory.
    const int32_t size = *const_cast<volatile int32_t*>(&length.data[index]);
    const bool fits = size >= 0 && static_cast<size_t>(size) <= memory.length - at;
    const OutgoingDatagram datagram{memory.data + at, static_cast<uint32_t>(size), peer};
    if (!fits || (index >= record.first && !datagrams_.push(datagram))) {
      datagrams_.truncate(before);
      return false;
    }
    at += static_cast<size_t>(size);
  }
  return true;
}

}  // namespace wirechart
