#ifndef WIRECHART_CORE_KEY_DERIVATION_H
#define WIRECHART_CORE_KEY_DERIVATION_H

#include <openssl/evp.h>

#include <cstddef>
#include <cstdint>

namespace wirechart {

// The hashes, by the numbers of runtime/crypto/native/addon.ts.
constexpr int64_t kHashes = 2;
constexpr size_t kLongestDigest = 48;

// A borrowed range of bytes.
struct Range {
  const uint8_t* data;
  size_t length;
};

// HMAC and HKDF with one hash; RFC 2104, RFC 5869. On EVP_MD: a context of EVP_MAC takes longer to key than the hash.
class KeyDerivation {
 public:
  // `digest`: its name in OpenSSL.
  explicit KeyDerivation(const char* digest);
  ~KeyDerivation();
  KeyDerivation(const KeyDerivation&) = delete;
  KeyDerivation& operator=(const KeyDerivation&) = delete;

  size_t digestLength() const { return digestLength_; }

  // `target` has digestLength() bytes.
  bool hmac(Range key, Range data, uint8_t* target);

  // HKDF-Expand; RFC 5869 section 2.3. `length` is at most 255 digests.
  bool expand(Range secret, Range info, uint8_t* target, size_t length);

  // The key, the iv and the key of the record number mask that follow from one traffic secret, one after the other;
  // RFC 9846 section 7.3, RFC 9147 section 4.2.3. `prefix` precedes the labels. `target` has 2 * keyLength + ivLength
  // bytes, each length below 256.
  bool trafficKeys(Range secret, const char* prefix, size_t keyLength, size_t ivLength, uint8_t* target);

 private:
  struct Pads;

  bool makePads(Range key, Pads* pads);
  bool mac(const Pads& pads, const Range* parts, size_t count, uint8_t* target);
  bool expand(const Pads& pads, Range info, uint8_t* target, size_t length);
  // Overwrites what the last hash left in the context.
  void wipe();

  EVP_MD* digest_ = nullptr;
  EVP_MD_CTX* context_ = nullptr;
  size_t digestLength_ = 0;
  size_t blockLength_ = 0;
};

}  // namespace wirechart

#endif
