#include "udp-address.h"

#include <cstring>

namespace wirechart {

bool toSocketAddress(const AddressRecord& record, SocketAddress* out) {
  if (record.port < 0 || record.port > 65535) return false;
  std::memset(out, 0, sizeof *out);
  if (record.family == 4) {
    out->v4.sin_family = AF_INET;
    out->v4.sin_port = htons(static_cast<uint16_t>(record.port));
    std::memcpy(&out->v4.sin_addr, record.bytes, 4);
    out->length = sizeof out->v4;
    return true;
  }
  if (record.family != 6) return false;
  out->v6.sin6_family = AF_INET6;
  out->v6.sin6_port = htons(static_cast<uint16_t>(record.port));
  std::memcpy(&out->v6.sin6_addr, record.bytes, 16);
  out->v6.sin6_scope_id = record.scope;
  out->length = sizeof out->v6;
  return true;
}

bool toRecord(const SocketAddress& address, AddressRecord* out) {
  std::memset(out, 0, sizeof *out);
  if (address.length >= sizeof address.v4 && address.generic.sa_family == AF_INET) {
    out->family = 4;
    out->port = ntohs(address.v4.sin_port);
    std::memcpy(out->bytes, &address.v4.sin_addr, 4);
    return true;
  }
  if (address.length < sizeof address.v6 || address.generic.sa_family != AF_INET6) return false;
  out->family = 6;
  out->port = ntohs(address.v6.sin6_port);
  std::memcpy(out->bytes, &address.v6.sin6_addr, 16);
  out->scope = address.v6.sin6_scope_id;
  return true;
}

bool sameAddress(const SocketAddress& one, const SocketAddress& other) {
  return one.length == other.length && std::memcmp(&one.v6, &other.v6, one.length) == 0;
}

}  // namespace wirechart
