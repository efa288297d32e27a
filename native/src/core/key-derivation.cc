#include "core/key-derivation.h"

#include <openssl/crypto.h>
#include <openssl/err.h>

#include <cstring>

namespace wirechart {
namespace {

// The label of a traffic key with its prefix and lengths.
constexpr size_t kLongestLabel = 16;
// Of SHA-384.
constexpr size_t kLongestBlock = 128;

// HkdfLabel without a context: uint16 length, then a byte of length and the label; RFC 9846 section 7.1.
size_t writeLabel(const char* prefix, const char* label, size_t length, uint8_t* target) {
  const size_t prefixLength = std::strlen(prefix);
  const size_t labelLength = std::strlen(label);
  target[0] = static_cast<uint8_t>(length >> 8);
  target[1] = static_cast<uint8_t>(length);
  target[2] = static_cast<uint8_t>(prefixLength + labelLength);
  std::memcpy(target + 3, prefix, prefixLength);
  std::memcpy(target + 3 + prefixLength, label, labelLength);
  target[3 + prefixLength + labelLength] = 0;
  return 4 + prefixLength + labelLength;
}

}  // namespace

// The key XOR ipad and opad, overwritten at the end; RFC 2104 section 2.
struct KeyDerivation::Pads {
  uint8_t inner[kLongestBlock];
  uint8_t outer[kLongestBlock];

  ~Pads() { OPENSSL_cleanse(this, sizeof *this); }
};

KeyDerivation::KeyDerivation(const char* digest) {
  digest_ = EVP_MD_fetch(nullptr, digest, nullptr);
  context_ = EVP_MD_CTX_new();
  if (digest_ == nullptr || context_ == nullptr || EVP_DigestInit_ex(context_, digest_, nullptr) != 1) return;
  digestLength_ = static_cast<size_t>(EVP_MD_get_size(digest_));
  blockLength_ = static_cast<size_t>(EVP_MD_get_block_size(digest_));
}

KeyDerivation::~KeyDerivation() {
  EVP_MD_CTX_free(context_);
  EVP_MD_free(digest_);
}

bool KeyDerivation::makePads(Range key, Pads* pads) {
  uint8_t block[kLongestBlock] = {};
  bool done = blockLength_ != 0;
  if (done && key.length > blockLength_) {
    done = EVP_DigestInit_ex(context_, nullptr, nullptr) == 1 &&
           EVP_DigestUpdate(context_, key.data, key.length) == 1 &&
           EVP_DigestFinal_ex(context_, block, nullptr) == 1;
  } else if (done && key.length > 0) {
    std::memcpy(block, key.data, key.length);
  }
  for (size_t index = 0; index < blockLength_; index++) {
    pads->inner[index] = block[index] ^ 0x36;
    pads->outer[index] = block[index] ^ 0x5c;
  }
  OPENSSL_cleanse(block, sizeof block);
  return done;
}

bool KeyDerivation::mac(const Pads& pads, const Range* parts, size_t count, uint8_t* target) {
  // Without a digest: the one before.
  bool done = EVP_DigestInit_ex(context_, nullptr, nullptr) == 1 &&
              EVP_DigestUpdate(context_, pads.inner, blockLength_) == 1;
  for (size_t index = 0; done && index < count; index++)
    done = EVP_DigestUpdate(context_, parts[index].data, parts[index].length) == 1;
  return done && EVP_DigestFinal_ex(context_, target, nullptr) == 1 &&
         EVP_DigestInit_ex(context_, nullptr, nullptr) == 1 &&
         EVP_DigestUpdate(context_, pads.outer, blockLength_) == 1 &&
         EVP_DigestUpdate(context_, target, digestLength_) == 1 &&
         EVP_DigestFinal_ex(context_, target, nullptr) == 1;
}

void KeyDerivation::wipe() {
  if (context_ != nullptr) EVP_DigestInit_ex(context_, nullptr, nullptr);
  ERR_clear_error();
}

bool KeyDerivation::hmac(Range key, Range data, uint8_t* target) {
  Pads pads;
  const bool done = makePads(key, &pads) && mac(pads, &data, 1, target);
  wipe();
  return done;
}

bool KeyDerivation::expand(Range secret, Range info, uint8_t* target, size_t length) {
  Pads pads;
  const bool done = makePads(secret, &pads) && expand(pads, info, target, length);
  wipe();
  if (!done) OPENSSL_cleanse(target, length);
  return done;
}

bool KeyDerivation::expand(const Pads& pads, Range info, uint8_t* target, size_t length) {
  uint8_t block[kLongestDigest];
  bool done = true;
  size_t at = 0;
  for (uint8_t round = 1; done && at < length; round++) {
    const Range parts[] = {{block, at == 0 ? 0 : digestLength_}, info, {&round, 1}};
    done = mac(pads, parts, 3, block);
    const size_t some = length - at < digestLength_ ? length - at : digestLength_;
    if (done) std::memcpy(target + at, block, some);
    at += some;
  }
  OPENSSL_cleanse(block, sizeof block);
  return done;
}

bool KeyDerivation::trafficKeys(Range secret, const char* prefix, size_t keyLength, size_t ivLength,
                                uint8_t* target) {
  Pads pads;
  uint8_t label[kLongestLabel];
  const auto derive = [&](const char* name, uint8_t* at, size_t length) {
    return expand(pads, {label, writeLabel(prefix, name, length, label)}, at, length);
  };
  const bool done = makePads(secret, &pads) && derive("key", target, keyLength) &&
                    derive("iv", target + keyLength, ivLength) &&
                    derive("sn", target + keyLength + ivLength, keyLength);
  wipe();
  if (!done) OPENSSL_cleanse(target, 2 * keyLength + ivLength);
  return done;
}

}  // namespace wirechart
