#include "held-sockets.h"

#include <fcntl.h>
#include <pthread.h>
#include <sys/random.h>
#include <unistd.h>

#include <cerrno>

namespace wirechart {
namespace {

struct Held {
  int64_t id = 0;  // 0: the place is free
  OpenedUdp opened;
  SocketAddress local = {};
  const void* owner = nullptr;
  bool adopted = false;
};

constexpr int64_t kMostHeld = 1024;

// Of the process: threads that load the addon share them.
Held table[kMostHeld];
int64_t serial = 0;
pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

class Lock {
 public:
  Lock() { pthread_mutex_lock(&mutex); }
  Lock(const Lock&) = delete;
  Lock& operator=(const Lock&) = delete;
  ~Lock() { pthread_mutex_unlock(&mutex); }
};

// Numbers of one process mean nothing in another: they start elsewhere.
int64_t nextSerial() {
  if (serial == 0) {
    uint32_t start = 0;
    if (getrandom(&start, sizeof start, GRND_NONBLOCK) != sizeof start) start = static_cast<uint32_t>(getpid());
    serial = start;
  }
  return ++serial;
}

Held* find(int64_t id) {
  Held* held = id > 0 ? &table[id % kMostHeld] : nullptr;
  return held != nullptr && held->id == id ? held : nullptr;
}

void release(Held* held) {
  close(held->opened.fd);
  *held = Held{};
}

OpenedUdp failed(int error, const char* call) {
  OpenedUdp result;
  result.error = error;
  result.call = call;
  return result;
}

}  // namespace

int64_t holdUdp(const void* owner, const OpenedUdp& opened, const SocketAddress& local) {
  const Lock lock;
  for (int64_t place = 0; place < kMostHeld; place++) {
    Held& held = table[place];
    if (held.id != 0) continue;
    held.id = nextSerial() * kMostHeld + place;
    held.opened = opened;
    held.local = local;
    held.owner = owner;
    return held.id;
  }
  close(opened.fd);
  return -EMFILE;
}

OpenedUdp adoptHeldUdp(int64_t id, const SocketAddress& local) {
  const Lock lock;
  Held* held = find(id);
  if (held == nullptr || !sameAddress(held->local, local)) return failed(EBADF, "adopt");
  if (held->adopted) return failed(EBUSY, "adopt");
  OpenedUdp result = held->opened;
  result.fd = fcntl(held->opened.fd, F_DUPFD_CLOEXEC, 0);
  if (result.fd < 0) return failed(errno, "dup");
  held->adopted = true;
  result.held = id;
  return result;
}

void returnHeldUdp(int64_t id) {
  const Lock lock;
  Held* held = find(id);
  if (held != nullptr) held->adopted = false;
}

void releaseHeldUdp(const void* owner, int64_t id) {
  const Lock lock;
  Held* held = find(id);
  if (held != nullptr && held->owner == owner) release(held);
}

void releaseAllHeldUdp(const void* owner) {
  const Lock lock;
  for (Held& held : table)
    if (held.id != 0 && held.owner == owner) release(&held);
}

}  // namespace wirechart
