#include "keys.h"

#include <openssl/crypto.h>
#include <openssl/rand.h>

#include <climits>
#include <cstdio>

#include "arguments.h"
#include "core/key-algorithm.h"
#include "core/memory.h"
#include "core/signature.h"
#include "hashes.h"
#include "key-object.h"

namespace wirechart {
namespace {

// What the functions of one environment share.
struct Keys {
  KeyAlgorithm algorithms[kKeyAlgorithms];
  bool loaded[kKeyAlgorithms] = {};

  KeyAlgorithm& algorithm(int64_t id) {
    if (!loaded[id]) {
      algorithms[id].load(static_cast<int>(id));
      loaded[id] = true;
    }
    return algorithms[id];
  }
};

Keys& keysOf(const Arguments& arguments) { return *static_cast<Keys*>(arguments.data()); }

Range rangeOf(const Bytes& bytes) { return {bytes.data, bytes.length}; }

napi_value booleanValue(napi_env env, bool truth) {
  napi_value value = nullptr;
  napi_get_boolean(env, truth, &value);
  return value;
}

bool readAlgorithm(const Arguments& arguments, size_t index, KeyAlgorithm** out) {
  int64_t id;
  if (!arguments.integer(index, "algorithm", 0, kKeyAlgorithms - 1, &id)) return false;
  *out = &keysOf(arguments).algorithm(id);
  if ((*out)->isAvailable()) return true;
  throwError(arguments.env(), kUnsupported, "algorithm is missing in this OpenSSL");
  return false;
}

// A typed array that has `length` bytes.
bool readExact(const Arguments& arguments, size_t index, const char* name, size_t length, Bytes* out) {
  if (!arguments.bytes(index, name, out)) return false;
  if (out->length == length) return true;
  char message[80];
  snprintf(message, sizeof message, "%s does not have %zu bytes", name, length);
  throwError(arguments.env(), kBadRange, message);
  return false;
}

// (algorithm): whether this OpenSSL has it.
napi_value hasKeyAlgorithm(napi_env env, napi_callback_info info) {
  const Arguments arguments(env, info);
  int64_t id;
  if (!arguments.integer(0, "algorithm", 0, kKeyAlgorithms - 1, &id)) return nullptr;
  return booleanValue(env, keysOf(arguments).algorithm(id).isAvailable());
}

// (algorithm, share): a fresh key pair; writes its public key.
napi_value generateKey(napi_env env, napi_callback_info info) {
  const Arguments arguments(env, info);
  KeyAlgorithm* algorithm;
  Bytes share;
  if (!readAlgorithm(arguments, 0, &algorithm) ||
      !readExact(arguments, 1, "share", algorithm->publicLength(), &share))
    return nullptr;
  EVP_PKEY* const key = algorithm->generate();
  if (key == nullptr || !algorithm->exportPublic(key, share.data)) {
    EVP_PKEY_free(key);
    return throwError(env, kCrypto, "OpenSSL cannot generate a key pair");
  }
  return wrapKey(env, key);
}

// (algorithm, scalar): the key of a number or a seed; undefined where it is out of range.
napi_value importPrivateKey(napi_env env, napi_callback_info info) {
  const Arguments arguments(env, info);
  KeyAlgorithm* algorithm;
  Bytes scalar;
  if (!readAlgorithm(arguments, 0, &algorithm) || !arguments.bytes(1, "scalar", &scalar)) return nullptr;
  EVP_PKEY* const key = algorithm->importPrivate(rangeOf(scalar));
  return key == nullptr ? nullptr : wrapKey(env, key);
}

// (algorithm, scalar, compressed, target): whether the number is in range; writes its public key.
napi_value publicKeyOf(napi_env env, napi_callback_info info) {
  const Arguments arguments(env, info);
  KeyAlgorithm* algorithm;
  Bytes scalar, target;
  bool compressed;
  if (!readAlgorithm(arguments, 0, &algorithm) || !arguments.bytes(1, "scalar", &scalar) ||
      !arguments.boolean(2, "compressed", &compressed) || !arguments.bytes(3, "target", &target))
    return nullptr;
  return booleanValue(env, algorithm->publicKeyOf(rangeOf(scalar), compressed, target.data, target.length));
}

// (algorithm, key, share, secret): whether the peer's share is valid; writes the shared secret.
napi_value agreeOn(napi_env env, napi_callback_info info) {
  const Arguments arguments(env, info);
  KeyAlgorithm* algorithm;
  EVP_PKEY* key;
  Bytes share, secret;
  if (!readAlgorithm(arguments, 0, &algorithm) || !unwrapKey(arguments, 1, &key) ||
      !arguments.bytes(2, "share", &share) || !readExact(arguments, 3, "secret", algorithm->secretLength(), &secret))
    return nullptr;
  if (share.length != algorithm->publicLength()) return booleanValue(env, false);
  EVP_PKEY* const peer = algorithm->importPublic(share.data);
  const bool done = peer != nullptr && algorithm->agree(key, peer, secret.data);
  EVP_PKEY_free(peer);
  return booleanValue(env, done);
}

// (algorithm, clientShare, share, secret): the server's side of a key exchange; false for a share that is not valid.
napi_value respond(napi_env env, napi_callback_info info) {
  const Arguments arguments(env, info);
  KeyAlgorithm* algorithm;
  Bytes clientShare, share, secret;
  if (!readAlgorithm(arguments, 0, &algorithm) || !arguments.bytes(1, "clientShare", &clientShare) ||
      !readExact(arguments, 2, "share", algorithm->publicLength(), &share) ||
      !readExact(arguments, 3, "secret", algorithm->secretLength(), &secret))
    return nullptr;
  if (clientShare.length != algorithm->publicLength()) return booleanValue(env, false);
  EVP_PKEY* const peer = algorithm->importPublic(clientShare.data);
  if (peer == nullptr) return booleanValue(env, false);
  EVP_PKEY* const key = algorithm->generate();
  const bool generated = key != nullptr && algorithm->exportPublic(key, share.data);
  const bool done = generated && algorithm->agree(key, peer, secret.data);
  EVP_PKEY_free(key);
  EVP_PKEY_free(peer);
  if (!generated) return throwError(env, kCrypto, "OpenSSL cannot generate a key pair");
  return booleanValue(env, done);
}

// (algorithm, encapsulationKey, ciphertext, secret): whether the key is valid; writes the other two.
napi_value encapsulateTo(napi_env env, napi_callback_info info) {
  const Arguments arguments(env, info);
  KeyAlgorithm* algorithm;
  Bytes bytes, ciphertext, secret;
  if (!readAlgorithm(arguments, 0, &algorithm) || !arguments.bytes(1, "encapsulationKey", &bytes) ||
      !arguments.bytes(2, "ciphertext", &ciphertext) || !arguments.bytes(3, "secret", &secret))
    return nullptr;
  if (bytes.length != algorithm->publicLength()) return booleanValue(env, false);
  EVP_PKEY* const key = algorithm->importPublic(bytes.data);
  const bool done =
      key != nullptr && encapsulate(key, ciphertext.data, ciphertext.length, secret.data, secret.length);
  EVP_PKEY_free(key);
  return booleanValue(env, done);
}

// (key, ciphertext, secret): false for a ciphertext of another length.
napi_value decapsulateWith(napi_env env, napi_callback_info info) {
  const Arguments arguments(env, info);
  EVP_PKEY* key;
  Bytes ciphertext, secret;
  if (!unwrapKey(arguments, 0, &key) || !arguments.bytes(1, "ciphertext", &ciphertext) ||
      !arguments.bytes(2, "secret", &secret))
    return nullptr;
  return booleanValue(env, decapsulate(key, rangeOf(ciphertext), secret.data, secret.length));
}

// (pkcs8): a key of RSA or ML-DSA; undefined for anything else.
napi_value importPkcs8Key(napi_env env, napi_callback_info info) {
  const Arguments arguments(env, info);
  Bytes pkcs8;
  if (!arguments.bytes(0, "pkcs8", &pkcs8)) return nullptr;
  EVP_PKEY* const key = importPkcs8(rangeOf(pkcs8));
  return key == nullptr ? nullptr : wrapKey(env, key);
}

// (scheme, key): whether an RSA key has the kind that the scheme takes, and a usual size.
napi_value isUsableRsa(napi_env env, napi_callback_info info) {
  const Arguments arguments(env, info);
  int64_t scheme;
  EVP_PKEY* key;
  if (!arguments.integer(0, "scheme", 0, kSchemes - 1, &scheme) || !unwrapKey(arguments, 1, &key)) return nullptr;
  return booleanValue(env, isUsableRsaKey(key, scheme));
}

// (scheme, key, message, target): the length of the signature; 0 where the key cannot sign with the scheme.
napi_value signWith(napi_env env, napi_callback_info info) {
  const Arguments arguments(env, info);
  int64_t scheme;
  EVP_PKEY* key;
  Bytes message, target;
  if (!arguments.integer(0, "scheme", 0, kSchemes - 1, &scheme) || !unwrapKey(arguments, 1, &key) ||
      !arguments.bytes(2, "message", &message) || !arguments.bytes(3, "target", &target))
    return nullptr;
  if (target.length < kLongestSignature) return throwError(env, kBadRange, "target is shorter than a signature");
  size_t length = target.length;
  if (!sign(scheme, key, rangeOf(message), target.data, &length)) length = 0;
  napi_value value = nullptr;
  napi_create_uint32(env, static_cast<uint32_t>(length), &value);
  return value;
}

// (scheme, publicKey, message, signature). The key: a point or its like. RSA has none: importRsaKey.
napi_value verifyWith(napi_env env, napi_callback_info info) {
  const Arguments arguments(env, info);
  int64_t scheme;
  Bytes bytes, message, signature;
  if (!arguments.integer(0, "scheme", 0, kSchemes - 1, &scheme) || !arguments.bytes(1, "publicKey", &bytes) ||
      !arguments.bytes(2, "message", &message) || !arguments.bytes(3, "signature", &signature))
    return nullptr;
  const int id = keyAlgorithmOf(scheme);
  if (id < 0) return throwError(env, kBadRange, "scheme is of RSA");
  KeyAlgorithm& algorithm = keysOf(arguments).algorithm(id);
  if (bytes.length != algorithm.publicLength()) return booleanValue(env, false);
  EVP_PKEY* const key = algorithm.importPublic(bytes.data);
  const bool valid = key != nullptr && verify(scheme, key, rangeOf(message), rangeOf(signature));
  EVP_PKEY_free(key);
  return booleanValue(env, valid);
}

// (spki): a public key of RSA; undefined for anything else.
napi_value importRsaKey(napi_env env, napi_callback_info info) {
  const Arguments arguments(env, info);
  Bytes spki;
  if (!arguments.bytes(0, "spki", &spki)) return nullptr;
  EVP_PKEY* const key = importRsaPublic(rangeOf(spki));
  return key == nullptr ? nullptr : wrapKey(env, key);
}

// (scheme, key, message, signature): with a key of the addon, or its public part.
napi_value verifyByKey(napi_env env, napi_callback_info info) {
  const Arguments arguments(env, info);
  int64_t scheme;
  EVP_PKEY* key;
  Bytes message, signature;
  if (!arguments.integer(0, "scheme", 0, kSchemes - 1, &scheme) || !unwrapKey(arguments, 1, &key) ||
      !arguments.bytes(2, "message", &message) || !arguments.bytes(3, "signature", &signature))
    return nullptr;
  return booleanValue(env, verify(scheme, key, rangeOf(message), rangeOf(signature)));
}

// (target): fills it.
napi_value randomBytes(napi_env env, napi_callback_info info) {
  const Arguments arguments(env, info);
  Bytes target;
  if (!arguments.bytes(0, "target", &target)) return nullptr;
  for (size_t at = 0; at < target.length;) {
    const size_t some = target.length - at < INT_MAX ? target.length - at : INT_MAX;
    if (RAND_bytes(target.data + at, static_cast<int>(some)) != 1)
      return throwError(env, kCrypto, "OpenSSL has no random bytes");
    at += some;
  }
  return nullptr;
}

// (a, b): in constant time for equal lengths.
napi_value equalBytes(napi_env env, napi_callback_info info) {
  const Arguments arguments(env, info);
  Bytes a, b;
  if (!arguments.bytes(0, "a", &a) || !arguments.bytes(1, "b", &b)) return nullptr;
  return booleanValue(env, a.length == b.length && (a.length == 0 || CRYPTO_memcmp(a.data, b.data, a.length) == 0));
}

}  // namespace

void registerKeys(napi_env env, napi_value exports) {
  registerHashes(env, exports);
  Keys* const keys = create<Keys>();
  if (keys == nullptr) return;
  if (napi_add_env_cleanup_hook(env, [](void* data) { destroy(static_cast<Keys*>(data)); }, keys) != napi_ok) {
    destroy(keys);
    return;
  }
  addFunction(env, exports, "hasKeyAlgorithm", hasKeyAlgorithm, keys);
  addFunction(env, exports, "generateKey", generateKey, keys);
  addFunction(env, exports, "importPrivateKey", importPrivateKey, keys);
  addFunction(env, exports, "publicKeyOf", publicKeyOf, keys);
  addFunction(env, exports, "agree", agreeOn, keys);
  addFunction(env, exports, "respond", respond, keys);
  addFunction(env, exports, "encapsulate", encapsulateTo, keys);
  addFunction(env, exports, "decapsulate", decapsulateWith, keys);
  addFunction(env, exports, "importPkcs8", importPkcs8Key, keys);
  addFunction(env, exports, "isUsableRsa", isUsableRsa, keys);
  addFunction(env, exports, "sign", signWith, keys);
  addFunction(env, exports, "verify", verifyWith, keys);
  addFunction(env, exports, "importRsaKey", importRsaKey, keys);
  addFunction(env, exports, "verifyByKey", verifyByKey, keys);
  addFunction(env, exports, "random", randomBytes, keys);
  addFunction(env, exports, "equal", equalBytes, keys);
}

}  // namespace wirechart
