#ifndef WIRECHART_CORE_MEMORY_H
#define WIRECHART_CORE_MEMORY_H

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <new>

namespace wirechart {

// Objects in memory of malloc: operator new needs the exceptions of libstdc++, and with them a newer C library than
// others. nullptr: no memory.
template <typename Object>
Object* create() {
  void* const memory = std::malloc(sizeof(Object));
  return memory == nullptr ? nullptr : new (memory) Object;
}

template <typename Object>
void destroy(Object* object) {
  if (object == nullptr) return;
  object->~Object();
  std::free(object);
}

// An array of a fixed number of objects; without elements until `make`.
template <typename Object>
class Array {
 public:
  Array() = default;
  Array(const Array&) = delete;
  Array& operator=(const Array&) = delete;
  ~Array() { clear(); }

  // Replaces the elements. False: no memory, and no elements.
  bool make(size_t count) {
    clear();
    objects_ = count > SIZE_MAX / sizeof(Object) ? nullptr : static_cast<Object*>(std::malloc(count * sizeof(Object)));
    if (objects_ == nullptr) return false;
    for (; size_ < count; size_++) new (objects_ + size_) Object;
    return true;
  }

  size_t size() const { return size_; }
  Object* data() { return objects_; }
  Object& operator[](size_t index) { return objects_[index]; }

 private:
  void clear() {
    while (size_ > 0) objects_[--size_].~Object();
    std::free(objects_);
    objects_ = nullptr;
  }

  Object* objects_ = nullptr;
  size_t size_ = 0;
};

}  // namespace wirechart

#endif
