#ifndef WIRECHART_CORE_AEAD_H
#define WIRECHART_CORE_AEAD_H

#include <openssl/evp.h>

#include <cstddef>
#include <cstdint>

namespace wirechart {

// The AEADs, by the numbers that runtime/crypto/native/key-block.ts gives them.
enum AeadId : int { kAes128Gcm, kAes256Gcm, kChaCha20Poly1305, kAes128Ccm, kAes128Ccm8 };
constexpr int kAeads = 5;

// The sample of a record number mask, and a block of AES; RFC 9147 section 4.2.3.
constexpr size_t kSampleLength = 16;
constexpr size_t kNonceLength = 12;

// The keys of one direction in one epoch: a block of memory that TypeScript owns.
constexpr size_t kKeyAt = 0;
constexpr size_t kIvAt = 32;
constexpr size_t kNumberKeyAt = 44;
constexpr size_t kKeyBlockLength = 76;

// The algorithms of one AEAD, fetched from OpenSSL once.
struct Aead {
  EVP_CIPHER* cipher = nullptr;
  // AES-ECB, or ChaCha20 with its counter and nonce as iv.
  EVP_CIPHER* mask = nullptr;
  int tagLength = 0;
  bool isCcm = false;
  bool isChaCha = false;
};

// The AEADs of one environment.
class Aeads {
 public:
  Aeads();
  ~Aeads();
  Aeads(const Aeads&) = delete;
  Aeads& operator=(const Aeads&) = delete;

  // nullptr: there is no such AEAD, or this OpenSSL lacks it.
  const Aead* find(int64_t id) const;

 private:
  Aead aeads_[kAeads];
};

}  // namespace wirechart

#endif
