#ifndef WIRECHART_FUZZ_INPUT_H
#define WIRECHART_FUZZ_INPUT_H

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>

namespace wirechart {

// Ends the program where a statement about the code is false.
inline void require(bool statement) {
  if (!statement) __builtin_trap();
}

// Memory of exactly the size that is asked for, so that the sanitizer sees each byte outside.
class Block {
 public:
  explicit Block(size_t length) : bytes_(static_cast<uint8_t*>(std::calloc(1, length == 0 ? 1 : length))), length_(length) {
    require(bytes_ != nullptr);
  }
  ~Block() { std::free(bytes_); }
  Block(const Block&) = delete;
  Block& operator=(const Block&) = delete;

  uint8_t* data() { return bytes_; }
  size_t length() const { return length_; }

 private:
  uint8_t* bytes_;
  size_t length_;
};

// What the fuzzer made, taken piece by piece. After the end come zeros.
class Input {
 public:
  Input(const uint8_t* bytes, size_t length) : bytes_(bytes), left_(length) {}

  bool isEmpty() const { return left_ == 0; }
  uint8_t byte() {
    uint8_t value = 0;
    fill(&value, 1);
    return value;
  }
  uint16_t word() { return number<uint16_t>(); }
  int32_t integer() { return number<int32_t>(); }
  void fill(void* target, size_t length) {
    const size_t taken = length < left_ ? length : left_;
    if (taken > 0) std::memcpy(target, bytes_, taken);
    if (length > taken) std::memset(static_cast<uint8_t*>(target) + taken, 0, length - taken);
    bytes_ += taken;
    left_ -= taken;
  }

 private:
  template <typename Number>
  Number number() {
    Number value;
    fill(&value, sizeof value);
    return value;
  }

  const uint8_t* bytes_;
  size_t left_;
};

}  // namespace wirechart

#endif
