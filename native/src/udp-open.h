#ifndef WIRECHART_UDP_OPEN_H
#define WIRECHART_UDP_OPEN_H

#include <cstdint>

#include "udp-address.h"

namespace wirechart {

// Options of a socket. 0 leaves a number to the system.
struct UdpSettings {
  bool ipv6Only = false;
  bool reusePort = false;
  bool dontFragment = false;
  bool trafficClass = false;  // report ECN of received datagrams
  bool localAddress = false;  // report the address that datagrams were sent to
  bool gso = false;
  bool gro = false;
  int receiveBufferSize = 0;
  int sendBufferSize = 0;
  int hopLimit = 0;
};

// A bound, non-blocking socket.
struct OpenedUdp {
  int fd = -1;
  int error = 0;  // positive; then `call` failed, and there is no socket
  const char* call = nullptr;
  bool gso = false;
  bool gro = false;
  int64_t held = 0;  // the held socket that `fd` is a duplicate of, or 0
};

OpenedUdp openUdp(const SocketAddress& local, const UdpSettings& settings);

// Lets other sockets bind to the address of a bound one (SO_REUSEPORT). That it was bound without makes sure that the
// address was free: with the option, the system shares it with any other socket that has the option, also for port 0.
// Returns 0 or a negative error.
int shareUdp(int fd);

}  // namespace wirechart

#endif
