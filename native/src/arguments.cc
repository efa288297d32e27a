#include "arguments.h"

#include <uv.h>

#include <cmath>
#include <cstdio>
#include <cstring>

namespace wirechart {

napi_value throwError(napi_env env, const char* code, const char* message) {
  bool pending = false;
  if (napi_is_exception_pending(env, &pending) == napi_ok && !pending) napi_throw_error(env, code, message);
  return nullptr;
}

napi_value throwSystemError(napi_env env, int error, const char* syscall) {
  bool pending = false;
  if (napi_is_exception_pending(env, &pending) != napi_ok || pending) return nullptr;
  const int number = error < 0 ? -error : error;
  char code[64];
  char reason[128];
  char message[256];
  uv_err_name_r(-number, code, sizeof code);
  uv_strerror_r(-number, reason, sizeof reason);
  snprintf(message, sizeof message, "%s %s: %s", syscall, code, reason);
  napi_value text, name, failure, value;
  if (napi_create_string_utf8(env, message, NAPI_AUTO_LENGTH, &text) != napi_ok ||
      napi_create_string_utf8(env, code, NAPI_AUTO_LENGTH, &name) != napi_ok ||
      napi_create_error(env, name, text, &failure) != napi_ok)
    return throwError(env, kInternal, message);
  if (napi_create_int32(env, -number, &value) == napi_ok) napi_set_named_property(env, failure, "errno", value);
  if (napi_create_string_utf8(env, syscall, NAPI_AUTO_LENGTH, &value) == napi_ok)
    napi_set_named_property(env, failure, "syscall", value);
  napi_throw(env, failure);
  return nullptr;
}

Arguments::Arguments(napi_env env, napi_callback_info info) : env_(env) {
  if (napi_get_cb_info(env, info, &count_, values_, nullptr, &data_) == napi_ok) {
    if (count_ > kMost) count_ = kMost;
    return;
  }
  napi_value undefined = nullptr;
  napi_get_undefined(env, &undefined);
  for (napi_value& value : values_) value = undefined;
  count_ = 0;
}

bool Arguments::isUndefined(size_t index) const {
  napi_valuetype type;
  return napi_typeof(env_, values_[index], &type) == napi_ok && type == napi_undefined;
}

bool Arguments::bytes(size_t index, const char* name, Bytes* out) const {
  void* data;
  if (!elements(index, name, napi_uint8_array, &data, &out->length)) return false;
  out->data = static_cast<uint8_t*>(data);
  return true;
}

bool Arguments::int32s(size_t index, const char* name, Int32s* out) const {
  void* data;
  if (!elements(index, name, napi_int32_array, &data, &out->length)) return false;
  out->data = static_cast<int32_t*>(data);
  return true;
}

bool Arguments::doubles(size_t index, const char* name, Doubles* out) const {
  void* data;
  if (!elements(index, name, napi_float64_array, &data, &out->length)) return false;
  out->data = static_cast<double*>(data);
  return true;
}

bool Arguments::integer(size_t index, const char* name, int64_t least, int64_t most, int64_t* out) const {
  double value;
  if (napi_get_value_double(env_, values_[index], &value) != napi_ok) return refuse(kBadType, name, "is not a number");
  // False for NaN too.
  if (!(value >= static_cast<double>(least) && value <= static_cast<double>(most)) || value != std::trunc(value))
    return refuse(kBadRange, name, "is not an integer in its range");
  *out = static_cast<int64_t>(value);
  return true;
}

bool Arguments::boolean(size_t index, const char* name, bool* out) const {
  return napi_get_value_bool(env_, values_[index], out) == napi_ok || refuse(kBadType, name, "is not a boolean");
}

bool Arguments::function(size_t index, const char* name, napi_value* out) const {
  napi_valuetype type;
  if (napi_typeof(env_, values_[index], &type) != napi_ok || type != napi_function)
    return refuse(kBadType, name, "is not a function");
  *out = values_[index];
  return true;
}

bool Arguments::text(size_t index, const char* name, char* out, size_t size) const {
  size_t length;
  if (napi_get_value_string_utf8(env_, values_[index], nullptr, 0, &length) != napi_ok)
    return refuse(kBadType, name, "is not a string");
  if (length >= size) return refuse(kBadRange, name, "is too long");
  if (napi_get_value_string_utf8(env_, values_[index], out, size, &length) != napi_ok)
    return refuse(kBadType, name, "is not a string");
  return std::memchr(out, 0, length) == nullptr || refuse(kBadRange, name, "contains a zero");
}

bool Arguments::elements(size_t index, const char* name, napi_typedarray_type wanted, void** data,
                         size_t* length) const {
  // Node leaves it as it is for an array of a type that it does not know, as Float16Array once.
  napi_typedarray_type type = napi_int8_array;
  napi_value memory;
  bool typed = false;
  if (napi_is_typedarray(env_, values_[index], &typed) != napi_ok || !typed ||
      napi_get_typedarray_info(env_, values_[index], &type, length, data, nullptr, nullptr) != napi_ok ||
      type != wanted)
    return refuse(kBadType, name, "is not the typed array that is wanted");
  if (*length > 0) return true;
  // An array without memory has no elements, and its pointer is not one.
  bool detached = false;
  *data = nullptr;
  if (napi_get_typedarray_info(env_, values_[index], nullptr, nullptr, nullptr, &memory, nullptr) == napi_ok &&
      napi_is_detached_arraybuffer(env_, memory, &detached) == napi_ok && detached)
    return refuse(kDetached, name, "is detached");
  return true;
}

bool Arguments::refuse(const char* code, const char* name, const char* reason) const {
  char message[160];
  snprintf(message, sizeof message, "%s %s", name, reason);
  throwError(env_, code, message);
  return false;
}

void addFunction(napi_env env, napi_value exports, const char* name, napi_callback callback, void* data) {
  napi_value value;
  if (napi_create_function(env, name, NAPI_AUTO_LENGTH, callback, data, &value) != napi_ok) return;
  napi_set_named_property(env, exports, name, value);
}

}  // namespace wirechart
