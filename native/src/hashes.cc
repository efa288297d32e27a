#include "hashes.h"

#include "arguments.h"
#include "core/key-derivation.h"
#include "core/memory.h"

namespace wirechart {
namespace {

constexpr size_t kMostKeyLength = 32;
constexpr size_t kMostIvLength = 16;
// LabelPrefix of runtime/crypto/hkdf.ts.
constexpr const char* kPrefixes[] = {"dtls13", "tls13 "};

struct Hashes {
  KeyDerivation sha256{"SHA256"};
  KeyDerivation sha384{"SHA384"};
};

bool readHash(const Arguments& arguments, size_t index, KeyDerivation** out) {
  int64_t id;
  if (!arguments.integer(index, "hash", 0, kHashes - 1, &id)) return false;
  Hashes& hashes = *static_cast<Hashes*>(arguments.data());
  *out = id == 0 ? &hashes.sha256 : &hashes.sha384;
  return true;
}

Range rangeOf(const Bytes& bytes) { return {bytes.data, bytes.length}; }

napi_value undefinedUnless(napi_env env, bool done) {
  return done ? nullptr : throwError(env, kCrypto, "OpenSSL cannot compute the hash");
}

// (hash, key, data, target)
napi_value hmac(napi_env env, napi_callback_info info) {
  const Arguments arguments(env, info);
  KeyDerivation* hash;
  Bytes key, data, target;
  if (!readHash(arguments, 0, &hash) || !arguments.bytes(1, "key", &key) || !arguments.bytes(2, "data", &data) ||
      !arguments.bytes(3, "target", &target))
    return nullptr;
  if (target.length != hash->digestLength()) return throwError(env, kBadRange, "target is not as long as the digest");
  return undefinedUnless(env, hash->hmac(rangeOf(key), rangeOf(data), target.data));
}

// (hash, secret, info, target)
napi_value hkdfExpand(napi_env env, napi_callback_info info) {
  const Arguments arguments(env, info);
  KeyDerivation* hash;
  Bytes secret, context, target;
  if (!readHash(arguments, 0, &hash) || !arguments.bytes(1, "secret", &secret) ||
      !arguments.bytes(2, "info", &context) || !arguments.bytes(3, "target", &target))
    return nullptr;
  if (target.length > 255 * hash->digestLength())
    return throwError(env, kBadRange, "target is longer than 255 digests");
  return undefinedUnless(env, hash->expand(rangeOf(secret), rangeOf(context), target.data, target.length));
}

// (hash, secret, prefix, ivLength, target): target is the key, the iv and the key of the record number mask.
napi_value trafficKeys(napi_env env, napi_callback_info info) {
  const Arguments arguments(env, info);
  KeyDerivation* hash;
  Bytes secret, target;
  int64_t prefix, ivLength;
  if (!readHash(arguments, 0, &hash) || !arguments.bytes(1, "secret", &secret) ||
      !arguments.integer(2, "prefix", 0, 1, &prefix) ||
      !arguments.integer(3, "ivLength", 0, kMostIvLength, &ivLength) || !arguments.bytes(4, "target", &target))
    return nullptr;
  const size_t iv = static_cast<size_t>(ivLength);
  if (target.length < iv || (target.length - iv) % 2 != 0 || (target.length - iv) / 2 > kMostKeyLength)
    return throwError(env, kBadRange, "target is not two keys and an iv long");
  return undefinedUnless(
      env, hash->trafficKeys(rangeOf(secret), kPrefixes[prefix], (target.length - iv) / 2, iv, target.data));
}

}  // namespace

void registerHashes(napi_env env, napi_value exports) {
  Hashes* const hashes = create<Hashes>();
  if (hashes == nullptr) return;
  if (napi_add_env_cleanup_hook(env, [](void* data) { destroy(static_cast<Hashes*>(data)); }, hashes) != napi_ok) {
    destroy(hashes);
    return;
  }
  addFunction(env, exports, "hmac", hmac, hashes);
  addFunction(env, exports, "hkdfExpand", hkdfExpand, hashes);
  addFunction(env, exports, "trafficKeys", trafficKeys, hashes);
}

}  // namespace wirechart
