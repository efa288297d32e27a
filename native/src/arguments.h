#ifndef WIRECHART_ARGUMENTS_H
#define WIRECHART_ARGUMENTS_H

#include <node_api.h>

#include <cstddef>
#include <cstdint>

namespace wirechart {

// Codes of the errors that the addon throws. The TypeScript around the addon turns them into errors of the library.
constexpr const char* kBadType = "NATIVE_TYPE";          // an argument has another type
constexpr const char* kBadRange = "NATIVE_RANGE";        // a number, an offset or a length is out of range
constexpr const char* kDetached = "NATIVE_DETACHED";     // the memory of a typed array is gone
constexpr const char* kClosed = "NATIVE_CLOSED";         // the socket or key is closed
constexpr const char* kUnsupported = "NATIVE_UNSUPPORTED";  // the system or OpenSSL lacks it
constexpr const char* kCrypto = "NATIVE_CRYPTO";         // OpenSSL refused
constexpr const char* kInternal = "NATIVE_INTERNAL";     // a mistake of the addon, or no memory

// Elements of a typed array. They are valid until JavaScript runs again, and another thread may change them if the
// memory is shared: a value that was checked is read once, into a local variable.
template <typename Element>
struct View {
  Element* data = nullptr;
  size_t length = 0;

  // Whether the elements at, ..., at + count - 1 are inside. Does not overflow.
  bool has(uint64_t at, uint64_t count) const { return at <= length && count <= length - at; }
};

using Bytes = View<uint8_t>;
using Int32s = View<int32_t>;
using Doubles = View<double>;

// Throws an Error with a code, unless an exception is pending. Returns nullptr, as the value of the failed call.
napi_value throwError(napi_env env, const char* code, const char* message);

// Throws an Error whose `code` is a name of the system (EADDRINUSE), with `errno` (negative) and `syscall`.
napi_value throwSystemError(napi_env env, int error, const char* syscall);

// The arguments of one call. Each reader returns false after it has thrown; the caller then returns nullptr. Messages
// name an argument by the name that is passed in.
class Arguments {
 public:
  static constexpr size_t kMost = 16;

  // Missing arguments read as undefined.
  Arguments(napi_env env, napi_callback_info info);

  napi_env env() const { return env_; }
  size_t count() const { return count_; }
  napi_value at(size_t index) const { return values_[index]; }
  // The pointer that was given to napi_create_function.
  void* data() const { return data_; }
  bool isUndefined(size_t index) const;

  // Uint8Array or Buffer.
  bool bytes(size_t index, const char* name, Bytes* out) const;
  bool int32s(size_t index, const char* name, Int32s* out) const;
  // Float64Array.
  bool doubles(size_t index, const char* name, Doubles* out) const;
  // An integer in least..most; both within the safe integers of JavaScript.
  bool integer(size_t index, const char* name, int64_t least, int64_t most, int64_t* out) const;
  bool boolean(size_t index, const char* name, bool* out) const;
  bool function(size_t index, const char* name, napi_value* out) const;
  // UTF-8 with a final zero; refuses text that does not fit in `size` bytes with it, or contains a zero.
  bool text(size_t index, const char* name, char* out, size_t size) const;

 private:
  bool elements(size_t index, const char* name, napi_typedarray_type wanted, void** data, size_t* length) const;
  bool refuse(const char* code, const char* name, const char* reason) const;

  napi_env env_;
  size_t count_ = kMost;
  napi_value values_[kMost];
  void* data_ = nullptr;
};

// Adds a function to `exports`. `data` is what Arguments::data() returns.
void addFunction(napi_env env, napi_value exports, const char* name, napi_callback callback, void* data = nullptr);

}  // namespace wirechart

#endif
