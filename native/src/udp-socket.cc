#include "udp-socket.h"

#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <new>

#include "held-sockets.h"
#include "udp-table.h"

namespace wirechart {
namespace {

// Bounds of the work of one event, after which timers and other sockets have their turn.
constexpr int kMostReceives = 8;
constexpr int32_t kMostDatagrams = 1024;

}  // namespace

UdpSocket::UdpSocket(napi_env env, UdpTable* owner, int64_t id, const OpenedUdp& opened, const Limits& limits)
    : env_(env), owner_(owner), id_(id), fd_(opened.fd), held_(opened.held), gro_(opened.gro) {
  receiver_.configure(limits.slotSize, limits.mmsg);
  sender_.configure(opened.gso, limits.mmsg);
}

UdpSocket* UdpSocket::create(napi_env env, UdpTable* owner, int64_t id, const OpenedUdp& opened, const Limits& limits) {
  void* memory = std::malloc(sizeof(UdpSocket));
  return memory == nullptr ? nullptr : new (memory) UdpSocket(env, owner, id, opened, limits);
}

int UdpSocket::start(napi_value callback) {
  uv_loop_t* loop = loopOf(env_);
  napi_value resource, name;
  if (loop == nullptr || napi_create_object(env_, &resource) != napi_ok ||
      napi_create_string_utf8(env_, "UDPWRAP", NAPI_AUTO_LENGTH, &name) != napi_ok ||
      napi_create_reference(env_, resource, 1, &resource_) != napi_ok ||
      napi_create_reference(env_, callback, 1, &callback_) != napi_ok ||
      napi_async_init(env_, resource, name, &context_) != napi_ok) {
    closeFile();
    onClosed(this);
    return -ENOMEM;
  }
  const int status = uv_poll_init(loop, &handle_, fd_);
  if (status != 0) {
    closeFile();
    onClosed(this);
    return status;
  }
  if (!owned_.own(env_, reinterpret_cast<uv_handle_t*>(&handle_), this, onClosed)) {
    close();
    return -ENOMEM;
  }
  poll();
  return 0;
}

SendResult UdpSocket::send(const GrowingArray<OutgoingDatagram>& datagrams, const GrowingArray<SocketAddress>& peers) {
  const SendResult result = sender_.send(fd_, datagrams, peers);
  if (result.status == SendStatus::wait && !waiting_) {
    waiting_ = true;
    poll();
  }
  return result;
}

void UdpSocket::close() {
  if (closed_) return;
  closed_ = true;
  // Before the file: libuv removes the file from its poll.
  owned_.close();
  closeFile();
}

void UdpSocket::reference(bool wanted) {
  uv_handle_t* handle = reinterpret_cast<uv_handle_t*>(&handle_);
  if (wanted)
    uv_ref(handle);
  else
    uv_unref(handle);
}

void UdpSocket::poll() { uv_poll_start(&handle_, UV_READABLE | (waiting_ ? UV_WRITABLE : 0), onPoll); }

void UdpSocket::onPoll(uv_poll_t* handle, int status, int events) {
  UdpSocket* self = static_cast<UdpSocket*>(static_cast<OwnedHandle*>(handle->data)->owner());
  napi_handle_scope scope;
  if (self->owned_.closing() || napi_open_handle_scope(self->env_, &scope) != napi_ok) return;
  const napi_env env = self->env_;
  if (status != 0) {
    // libuv stops at a pending error.
    self->reportPendingError();
    if (!self->closed_) self->receive();
    if (!self->closed_) self->poll();
  } else {
    if ((events & UV_WRITABLE) != 0 && self->waiting_) {
      self->waiting_ = false;
      self->poll();
      self->call(UdpEvent::writable, 0);
    }
    if ((events & UV_READABLE) != 0 && !self->closed_) self->receive();
  }
  napi_close_handle_scope(env, scope);
}

void UdpSocket::receive() {
  int32_t datagrams = 0;
  int last = 0;
  bool full = true;
  for (int turn = 0; turn < kMostReceives && full && datagrams < kMostDatagrams; turn++) {
    full = false;
    const int received = receiver_.receive(fd_, owner_->memory(), &full);
    if (received == -EAGAIN || received == -EWOULDBLOCK || received == -EINTR) return;
    if (received < 0) {
      // An error of the network is reported once, and datagrams may wait behind it.
      if (!call(UdpEvent::failure, -received) || received == last) return;
      last = received;
      full = true;
      continue;
    }
    datagrams += owner_->memory()->control()->result[kDatagramCount];
    batches_++;
    if (!call(UdpEvent::received, 0)) return;
  }
}

void UdpSocket::reportPendingError() {
  int error = 0;
  socklen_t length = sizeof error;
  if (getsockopt(fd_, SOL_SOCKET, SO_ERROR, &error, &length) != 0) error = errno;
  if (error != 0) call(UdpEvent::failure, error);
}

// False: the socket was closed, or JavaScript cannot run any more.
bool UdpSocket::call(UdpEvent event, int32_t value) {
  napi_handle_scope scope;
  if (napi_open_handle_scope(env_, &scope) != napi_ok) return false;
  napi_value resource, callback, arguments[2], exception;
  napi_status status = napi_get_reference_value(env_, resource_, &resource);
  if (status == napi_ok) status = napi_get_reference_value(env_, callback_, &callback);
  if (status == napi_ok) status = napi_create_int32(env_, static_cast<int32_t>(event), &arguments[0]);
  if (status == napi_ok) status = napi_create_int32(env_, value, &arguments[1]);
  if (status == napi_ok) status = napi_make_callback(env_, context_, resource, callback, 2, arguments, nullptr);
  bool pending = false;
  if (status != napi_ok && napi_is_exception_pending(env_, &pending) == napi_ok && pending) {
    // As one that an event handler of Node throws: `uncaughtException`, or the process ends.
    if (napi_get_and_clear_last_exception(env_, &exception) == napi_ok) napi_fatal_exception(env_, exception);
    status = napi_ok;
  }
  napi_close_handle_scope(env_, scope);
  return status == napi_ok && !closed_ && !owned_.closing();
}

void UdpSocket::closeFile() {
  if (fd_ < 0) return;
  ::close(fd_);
  fd_ = -1;
  if (held_ != 0) returnHeldUdp(held_);
}

void UdpSocket::onClosed(void* data) {
  UdpSocket* self = static_cast<UdpSocket*>(data);
  // The environment closes sockets that JavaScript did not.
  self->closeFile();
  if (self->context_ != nullptr) napi_async_destroy(self->env_, self->context_);
  if (self->callback_ != nullptr) napi_delete_reference(self->env_, self->callback_);
  if (self->resource_ != nullptr) napi_delete_reference(self->env_, self->resource_);
  self->owner_->closed(self);
  self->~UdpSocket();
  std::free(self);
}

}  // namespace wirechart
