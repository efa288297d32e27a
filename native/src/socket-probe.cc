#include "socket-probe.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/udp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstring>

// Older headers of the C library lack them; linux/udp.h of kernel 4.18 and 5.0.
#ifndef UDP_SEGMENT
#define UDP_SEGMENT 103
#endif
#ifndef UDP_GRO
#define UDP_GRO 104
#endif

namespace wirechart {
namespace {

// A socket that is closed at the end of its scope.
class Socket {
 public:
  explicit Socket(int family) : fd_(socket(family, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)) {
    if (fd_ < 0) error_ = errno;
  }
  ~Socket() {
    if (fd_ >= 0) close(fd_);
  }
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;

  int fd() const { return fd_; }
  int error() const { return error_; }

  int set(int level, int option, int value) {
    if (error_ == 0 && setsockopt(fd_, level, option, &value, sizeof value) != 0) error_ = errno;
    return error_;
  }

  // Binds to a free port of 127.0.0.1 and connects to itself.
  int loop() {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    if (error_ == 0 && (bind(fd_, generic, length) != 0 || getsockname(fd_, generic, &length) != 0 ||
                        connect(fd_, generic, length) != 0))
      error_ = errno;
    return error_;
  }

 private:
  int fd_;
  int error_ = 0;
};

int option(int family, int level, int name, int value) { return Socket(family).set(level, name, value); }

int receiveMany() {
  Socket socket(AF_INET);
  if (socket.error() != 0) return socket.error();
  char byte;
  iovec part = {&byte, 1};
  mmsghdr message{};
  message.msg_hdr.msg_iov = &part;
  message.msg_hdr.msg_iovlen = 1;
  if (recvmmsg(socket.fd(), &message, 1, MSG_DONTWAIT, nullptr) >= 0) return 0;
  // Nothing was sent to it.
  return errno == EAGAIN || errno == EWOULDBLOCK ? 0 : errno;
}

int sendMany() {
  Socket socket(AF_INET);
  if (socket.loop() != 0) return socket.error();
  char bytes[2] = {1, 2};
  iovec parts[2] = {{bytes, 1}, {bytes + 1, 1}};
  mmsghdr messages[2]{};
  for (int index = 0; index < 2; index++) {
    messages[index].msg_hdr.msg_iov = &parts[index];
    messages[index].msg_hdr.msg_iovlen = 1;
  }
  const int sent = sendmmsg(socket.fd(), messages, 2, MSG_DONTWAIT);
  if (sent < 0) return errno;
  return sent == 2 ? 0 : EAGAIN;
}

int sendSegments() {
  Socket socket(AF_INET);
  if (socket.loop() != 0) return socket.error();
  char bytes[200] = {};
  iovec part = {bytes, sizeof bytes};
  alignas(cmsghdr) char control[CMSG_SPACE(sizeof(uint16_t))] = {};
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = control;
  message.msg_controllen = sizeof control;
  cmsghdr* header = CMSG_FIRSTHDR(&message);
  header->cmsg_level = IPPROTO_UDP;
  header->cmsg_type = UDP_SEGMENT;
  header->cmsg_len = CMSG_LEN(sizeof(uint16_t));
  const uint16_t size = 100;
  std::memcpy(CMSG_DATA(header), &size, sizeof size);
  if (sendmsg(socket.fd(), &message, MSG_DONTWAIT) < 0) return errno;
  // A system that does not know the message sends one datagram.
  return recv(socket.fd(), bytes, sizeof bytes, MSG_DONTWAIT) == size ? 0 : ENOPROTOOPT;
}

}  // namespace

const SocketProbe kSocketProbes[] = {
    {"sendmmsg", sendMany},
    {"recvmmsg", receiveMany},
    {"gso", sendSegments},
    {"gro", [] { return option(AF_INET, IPPROTO_UDP, UDP_GRO, 1); }},
    {"reusePort", [] { return option(AF_INET, SOL_SOCKET, SO_REUSEPORT, 1); }},
    {"ecn", [] { return option(AF_INET, IPPROTO_IP, IP_RECVTOS, 1); }},
    {"destinationAddress", [] { return option(AF_INET, IPPROTO_IP, IP_PKTINFO, 1); }},
    {"mtuDiscovery", [] { return option(AF_INET, IPPROTO_IP, IP_MTU_DISCOVER, IP_PMTUDISC_PROBE); }},
    {"ipv6", [] { return option(AF_INET6, IPPROTO_IPV6, IPV6_V6ONLY, 0); }},
};

const size_t kSocketProbeCount = sizeof kSocketProbes / sizeof *kSocketProbes;

}  // namespace wirechart
