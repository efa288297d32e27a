#ifndef WIRECHART_SOCKET_PROBE_H
#define WIRECHART_SOCKET_PROBE_H

#include <cstddef>

namespace wirechart {

// What the system can do for a UDP socket, found by doing it on sockets of the loopback interface.
struct SocketProbe {
  const char* name;
  // 0: it works. Otherwise the system's number, positive.
  int (*run)();
};

extern const SocketProbe kSocketProbes[];
extern const size_t kSocketProbeCount;

}  // namespace wirechart

#endif
