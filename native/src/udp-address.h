#ifndef WIRECHART_UDP_ADDRESS_H
#define WIRECHART_UDP_ADDRESS_H

#include <netinet/in.h>
#include <sys/socket.h>

#include <cstddef>
#include <cstdint>

namespace wirechart {

// An address in the memory that JavaScript reads and writes: eight words of 32 bits.
struct AddressRecord {
  int32_t family;  // 4 or 6
  int32_t port;    // in the order of the host
  uint8_t bytes[16];  // IPv4: the first four, then zeros
  uint32_t scope;  // index of the interface of a link-local IPv6 address, or 0
  int32_t reserved;
};
static_assert(sizeof(AddressRecord) == 32, "JavaScript reads eight words");

// An address as the system takes it.
struct SocketAddress {
  union {
    sockaddr generic;
    sockaddr_in v4;
    sockaddr_in6 v6;
  };
  socklen_t length;
};

// False: the family or the port does not exist.
bool toSocketAddress(const AddressRecord& record, SocketAddress* out);

// False: the length or the family is that of no IP address.
bool toRecord(const SocketAddress& address, AddressRecord* out);

// Whether both are valid and equal.
bool sameAddress(const SocketAddress& one, const SocketAddress& other);

}  // namespace wirechart

#endif
