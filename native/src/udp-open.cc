#include "udp-open.h"

#include <netinet/in.h>
#include <netinet/udp.h>
#include <unistd.h>

#include <cerrno>

#ifndef UDP_SEGMENT
#define UDP_SEGMENT 103
#endif
#ifndef UDP_GRO
#define UDP_GRO 104
#endif
#ifndef SOL_UDP
#define SOL_UDP 17
#endif

namespace wirechart {
namespace {

bool set(int fd, int level, int name, int value) { return setsockopt(fd, level, name, &value, sizeof value) == 0; }

// A socket that takes both families needs the options of both.
bool setBoth(int fd, const SocketAddress& local, const UdpSettings& settings, int name4, int name6, int value) {
  const bool is6 = local.generic.sa_family == AF_INET6;
  if (is6 && !set(fd, IPPROTO_IPV6, name6, value)) return false;
  return (is6 && settings.ipv6Only) || set(fd, IPPROTO_IP, name4, value);
}

bool configure(int fd, const SocketAddress& local, const UdpSettings& settings) {
  const bool is6 = local.generic.sa_family == AF_INET6;
  if (is6 && !set(fd, IPPROTO_IPV6, IPV6_V6ONLY, settings.ipv6Only ? 1 : 0)) return false;
  if (settings.reusePort && !set(fd, SOL_SOCKET, SO_REUSEPORT, 1)) return false;
  if (settings.receiveBufferSize > 0 && !set(fd, SOL_SOCKET, SO_RCVBUF, settings.receiveBufferSize)) return false;
  if (settings.sendBufferSize > 0 && !set(fd, SOL_SOCKET, SO_SNDBUF, settings.sendBufferSize)) return false;
  if (settings.hopLimit > 0 && !setBoth(fd, local, settings, IP_TTL, IPV6_UNICAST_HOPS, settings.hopLimit))
    return false;
  if (settings.dontFragment) {
    if (is6 && !set(fd, IPPROTO_IPV6, IPV6_MTU_DISCOVER, IPV6_PMTUDISC_DO)) return false;
    if (!(is6 && settings.ipv6Only) && !set(fd, IPPROTO_IP, IP_MTU_DISCOVER, IP_PMTUDISC_DO)) return false;
  }
  if (settings.trafficClass && !setBoth(fd, local, settings, IP_RECVTOS, IPV6_RECVTCLASS, 1)) return false;
  // An IPv6 socket reports IPv4 addresses as mapped ones.
  if (settings.localAddress)
    return is6 ? set(fd, IPPROTO_IPV6, IPV6_RECVPKTINFO, 1) : set(fd, IPPROTO_IP, IP_PKTINFO, 1);
  return true;
}

OpenedUdp failed(int fd, const char* call) {
  OpenedUdp result;
  result.error = errno;
  result.call = call;
  if (fd >= 0) close(fd);
  return result;
}

}  // namespace

OpenedUdp openUdp(const SocketAddress& local, const UdpSettings& settings) {
  const int fd = socket(local.generic.sa_family, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_UDP);
  if (fd < 0) return failed(fd, "socket");
  if (!configure(fd, local, settings)) return failed(fd, "setsockopt");
  if (bind(fd, &local.generic, local.length) != 0) return failed(fd, "bind");
  OpenedUdp result;
  result.fd = fd;
  // Older systems know neither option.
  result.gro = settings.gro && set(fd, SOL_UDP, UDP_GRO, 1);
  result.gso = settings.gso && set(fd, SOL_UDP, UDP_SEGMENT, 0);
  return result;
}

int shareUdp(int fd) { return set(fd, SOL_SOCKET, SO_REUSEPORT, 1) ? 0 : -errno; }

}  // namespace wirechart
