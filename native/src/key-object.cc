#include "key-object.h"

namespace wirechart {
namespace {

// Tells our objects from those of others. A random number.
constexpr napi_type_tag kKeyTag = {0x8d3c1f0a62b94e57, 0xb1a07c55e9d2f346};

void freeKey(napi_env, void* key, void*) { EVP_PKEY_free(static_cast<EVP_PKEY*>(key)); }

}  // namespace

napi_value wrapKey(napi_env env, EVP_PKEY* key) {
  napi_value object;
  if (napi_create_object(env, &object) != napi_ok ||
      napi_wrap(env, object, key, freeKey, nullptr, nullptr) != napi_ok) {
    EVP_PKEY_free(key);
    return throwError(env, kInternal, "no memory");
  }
  // From here on the object owns the key.
  return napi_type_tag_object(env, object, &kKeyTag) == napi_ok ? object : throwError(env, kInternal, "no memory");
}

bool unwrapKey(const Arguments& arguments, size_t index, EVP_PKEY** out) {
  const napi_env env = arguments.env();
  const napi_value object = arguments.at(index);
  napi_valuetype type;
  bool ours = false;
  void* key = nullptr;
  if (napi_typeof(env, object, &type) == napi_ok && type == napi_object &&
      napi_check_object_type_tag(env, object, &kKeyTag, &ours) == napi_ok && ours &&
      napi_unwrap(env, object, &key) == napi_ok) {
    *out = static_cast<EVP_PKEY*>(key);
    return true;
  }
  throwError(env, kBadType, "key is not a key of the addon");
  return false;
}

}  // namespace wirechart
