#ifndef WIRECHART_UDP_SOCKET_H
#define WIRECHART_UDP_SOCKET_H

#include <node_api.h>
#include <uv.h>

#include <cstdint>

#include "environment.h"
#include "udp-memory.h"
#include "udp-open.h"
#include "udp-receiver.h"
#include "udp-sender.h"

namespace wirechart {

class UdpTable;

// What the callback of a socket is told, with a number.
enum class UdpEvent : int32_t {
  received = 0,  // the control block describes the datagrams; 0
  writable = 1,  // 0
  failure = 2,   // an error of the network was pending; the number of the system, positive
};

// A socket on the loop of one environment. Deletes itself when it is closed.
class UdpSocket {
 public:
  struct Limits {
    size_t slotSize;
    bool mmsg;
  };

  // nullptr: no memory; the caller closes the file.
  static UdpSocket* create(napi_env env, UdpTable* owner, int64_t id, const OpenedUdp& opened, const Limits& limits);

  // Starts to receive. Returns 0 or a negative error; the socket then closes itself.
  int start(napi_value callback);

  int64_t id() const { return id_; }
  int fd() const { return fd_; }
  bool gro() const { return gro_; }
  const UdpReceiver& receiver() const { return receiver_; }
  const UdpSender& sender() const { return sender_; }
  uint64_t batches() const { return batches_; }

  SendResult send(const GrowingArray<OutgoingDatagram>& datagrams, const GrowingArray<SocketAddress>& peers);
  // Closes the file at once. No callback follows.
  void close();
  void reference(bool wanted);

 private:
  UdpSocket(napi_env env, UdpTable* owner, int64_t id, const OpenedUdp& opened, const Limits& limits);
  ~UdpSocket() = default;
  static void onPoll(uv_poll_t* handle, int status, int events);
  static void onClosed(void* self);
  void poll();
  void receive();
  void reportPendingError();
  bool call(UdpEvent event, int32_t value);
  void closeFile();

  napi_env env_;
  UdpTable* owner_;
  int64_t id_;
  int fd_;
  int64_t held_;  // the held socket that the file is a duplicate of, or 0
  bool gro_;
  bool waiting_ = false;  // for room in the send buffer
  bool closed_ = false;
  uint64_t batches_ = 0;
  uv_poll_t handle_ = {};
  OwnedHandle owned_;
  napi_ref callback_ = nullptr;
  napi_ref resource_ = nullptr;
  napi_async_context context_ = nullptr;
  UdpReceiver receiver_;
  UdpSender sender_;
};

}  // namespace wirechart

#endif
