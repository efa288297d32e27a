#ifndef WIRECHART_GROWING_ARRAY_H
#define WIRECHART_GROWING_ARRAY_H

#include <cstddef>
#include <cstdlib>
#include <type_traits>

namespace wirechart {

// An array that grows, of elements that can be copied as bytes. std::vector needs the exceptions of libstdc++, and with
// them a newer C library than others.
template <typename Element>
class GrowingArray {
  static_assert(std::is_trivially_copyable<Element>::value, "elements are moved by realloc");

 public:
  GrowingArray() = default;
  GrowingArray(const GrowingArray&) = delete;
  GrowingArray& operator=(const GrowingArray&) = delete;
  ~GrowingArray() { std::free(elements_); }

  // False: no memory; the array is unchanged.
  bool push(const Element& element) {
    if (size_ == capacity_ && !grow()) return false;
    elements_[size_++] = element;
    return true;
  }

  // Removes what follows the first `size` elements. The memory is retained.
  void truncate(size_t size) { size_ = size; }

  size_t size() const { return size_; }
  const Element* data() const { return elements_; }
  Element& operator[](size_t index) { return elements_[index]; }
  const Element& operator[](size_t index) const { return elements_[index]; }

 private:
  bool grow() {
    const size_t capacity = capacity_ == 0 ? 64 : 2 * capacity_;
    // An element may be a pointer: NOLINTNEXTLINE(bugprone-sizeof-expression)
    void* moved = std::realloc(elements_, capacity * sizeof(Element));
    if (moved == nullptr) return false;
    elements_ = static_cast<Element*>(moved);
    capacity_ = capacity;
    return true;
  }

  Element* elements_ = nullptr;
  size_t size_ = 0;
  size_t capacity_ = 0;
};

}  // namespace wirechart

#endif
