#ifndef WIRECHART_CORE_KEY_ALGORITHM_H
#define WIRECHART_CORE_KEY_ALGORITHM_H

#include <openssl/evp.h>

#include <cstddef>
#include <cstdint>

#include "core/key-derivation.h"

namespace wirechart {

// The algorithms of asymmetric keys but RSA, by the numbers of runtime/crypto/native/addon.ts.
enum KeyAlgorithmId : int {
  kX25519,
  kX448,
  kP256,
  kP384,
  kP521,
  kEd25519,
  kEd448,
  kMlDsa44,
  kMlDsa65,
  kMlDsa87,
  kMlKem768,
  kMlKem1024,
};
constexpr int kKeyAlgorithms = 12;

// The longest private key that is a number or a seed: P-521.
constexpr size_t kLongestScalar = 66;

// One algorithm. What OpenSSL fetches and computes for it is made once.
class KeyAlgorithm {
 public:
  KeyAlgorithm() = default;
  ~KeyAlgorithm();
  KeyAlgorithm(const KeyAlgorithm&) = delete;
  KeyAlgorithm& operator=(const KeyAlgorithm&) = delete;

  void load(int id);
  // False: this OpenSSL lacks it.
  bool isAvailable() const { return generator_ != nullptr; }
  // Bytes of a public key: an uncompressed point on the NIST curves.
  size_t publicLength() const;
  // Bytes of what a key exchange gives, or of an encapsulated secret.
  size_t secretLength() const;
  bool isEc() const;

  // A fresh key pair.
  EVP_PKEY* generate();
  // The key of `publicLength()` bytes; nullptr where it is not on the curve, or not reduced.
  EVP_PKEY* importPublic(const uint8_t* bytes);
  // The key pair of a number or a seed; nullptr where it is out of range.
  EVP_PKEY* importPrivate(Range scalar);
  // Writes the public key, `publicLength()` bytes.
  bool exportPublic(EVP_PKEY* key, uint8_t* target) const;
  // The point of a number, `compressed` or not, or the public key of a seed. `length`: of `target`.
  bool publicKeyOf(Range scalar, bool compressed, uint8_t* target, size_t length);
  // Writes the secret of a private key and the peer's public one, `secretLength()` bytes. False where OpenSSL refuses, or
  // the secret of X25519 or X448 is all zero; RFC 9846 section 7.4.2. On the NIST curves a zero is a valid coordinate.
  bool agree(EVP_PKEY* key, EVP_PKEY* peer, uint8_t* target) const;

 private:
  int id_ = 0;
  EVP_PKEY_CTX* generator_ = nullptr;
  // A key of the curve, whose parameters a public key takes: to look up a curve by its name takes longer.
  EVP_PKEY* parameters_ = nullptr;
};

// ML-KEM; FIPS 203 sections 7.2 and 7.3. The lengths must be those of the parameter set.
bool encapsulate(EVP_PKEY* key, uint8_t* ciphertext, size_t ciphertextLength, uint8_t* secret, size_t secretLength);
bool decapsulate(EVP_PKEY* key, Range ciphertext, uint8_t* secret, size_t secretLength);

}  // namespace wirechart

#endif
