#include "udp-memory.h"

#include <sys/mman.h>

#include <cstdlib>
#include <new>

namespace wirechart {
namespace {

// Pages that no datagram was received into take no memory.
void* reserve(size_t size) {
  void* memory = mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  return memory == MAP_FAILED ? nullptr : memory;
}

}  // namespace

UdpMemory* UdpMemory::create() {
  void* control = reserve(sizeof(Control));
  void* arena = reserve(kArenaSize);
  void* self = std::malloc(sizeof(UdpMemory));
  if (control != nullptr && arena != nullptr && self != nullptr)
    return new (self) UdpMemory(static_cast<Control*>(control), static_cast<uint8_t*>(arena));
  std::free(self);
  if (control != nullptr) munmap(control, sizeof(Control));
  if (arena != nullptr) munmap(arena, kArenaSize);
  return nullptr;
}

void UdpMemory::release() {
  if (--owners_ > 0) return;
  this->~UdpMemory();
  std::free(this);
}

UdpMemory::~UdpMemory() {
  munmap(control_, sizeof(Control));
  munmap(arena_, kArenaSize);
}

}  // namespace wirechart
