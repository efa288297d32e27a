#ifndef WIRECHART_UDP_TABLE_H
#define WIRECHART_UDP_TABLE_H

#include <node_api.h>

#include <cstdint>

#include "growing-array.h"
#include "udp-memory.h"
#include "udp-socket.h"

namespace wirechart {

// The sockets of one environment by their numbers, which are never used again. Lives until the environment has ended
// and all sockets are closed.
class UdpTable {
 public:
  // nullptr: no memory. Ends with the environment.
  static UdpTable* create(napi_env env);

  UdpMemory* memory() const { return memory_; }
  // The socket is closed, and about to be deleted.
  void closed(const UdpSocket* socket);

  // nullptr: no such socket, or it is closed.
  UdpSocket* find(int64_t id) const;
  // Opens a socket by the options and the address of the control block. Returns its number, or a negative error after
  // which `call` names the system call.
  int64_t open(napi_value callback, const char** call);
  // As `open`; the socket is not read, and its number is one that any environment of the process can adopt. The control
  // block then has its local address.
  int64_t hold(const char** call);
  // As `open`, of the held socket `held`, whose address is in the control block.
  int64_t adopt(int64_t held, napi_value callback, const char** call);
  void release(int64_t held);
  void close(int64_t id);

  // Sends `count` buffers: `arrays` has their bytes and the lengths of their datagrams, alternately, and the control
  // block has the rest. False: an exception is pending.
  bool send(UdpSocket* socket, napi_value arrays, size_t count, SendResult* result);

 private:
  UdpTable(napi_env env, UdpMemory* memory) : env_(env), memory_(memory) {}
  ~UdpTable() { memory_->release(); }
  void disown();
  // What the control block asks for. False: it has no address.
  bool readSettings(SocketAddress* local, UdpSettings* settings, UdpSocket::Limits* limits) const;
  int64_t start(const OpenedUdp& opened, const UdpSocket::Limits& limits, napi_value callback, const char** call);
  UdpSocket* place(const OpenedUdp& opened, const UdpSocket::Limits& limits);
  bool append(const SendRecord& record, napi_value bytes, napi_value lengths);

  napi_env env_;
  UdpMemory* memory_;
  size_t owners_ = 1;
  // A number is that of a place, plus a multiple of kPlaces that is another for each socket.
  GrowingArray<UdpSocket*> places_;
  GrowingArray<uint32_t> freePlaces_;
  int64_t opened_ = 0;
  // Of the current call of send.
  GrowingArray<OutgoingDatagram> datagrams_;
  GrowingArray<SocketAddress> peers_;
};

}  // namespace wirechart

#endif
