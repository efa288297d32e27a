#ifndef WIRECHART_HELD_SOCKETS_H
#define WIRECHART_HELD_SOCKETS_H

#include <cstdint>

#include "udp-address.h"
#include "udp-open.h"

namespace wirechart {

// Sockets that one environment of the process keeps open, and that others adopt: the adopter reads from a duplicate of
// the descriptor, so that the socket, its place among those of its address, and the datagrams that wait in it outlive
// the adopter. A socket has a number that is never used again; JavaScript never names a descriptor.
//
// All functions may be called from any thread. `owner` identifies the environment.

// Takes the file. Returns the number of the socket, or a negative error, after which the file is closed.
int64_t holdUdp(const void* owner, const OpenedUdp& opened, const SocketAddress& local);

// A duplicate of the file of a held socket whose local address is `local`. EBADF: there is none, EBUSY: another adopter
// has it, until `returnHeldUdp`.
OpenedUdp adoptHeldUdp(int64_t id, const SocketAddress& local);

// The adopter has closed its duplicate. Ignores a socket that is not held any more.
void returnHeldUdp(int64_t id);

// Closes the file of a held socket. The adopter keeps its duplicate. Ignores what this owner does not hold.
void releaseHeldUdp(const void* owner, int64_t id);

// The environment ends.
void releaseAllHeldUdp(const void* owner);

}  // namespace wirechart

#endif
