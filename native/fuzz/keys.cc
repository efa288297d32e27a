// Public keys, private keys, signatures and secrets of any content: they are refused, or what follows from them holds.
#include <cstring>

#include "core/key-algorithm.h"
#include "core/key-derivation.h"
#include "core/signature.h"
#include "input.h"

namespace wirechart {
namespace {

class Algorithms {
 public:
  Algorithms() {
    for (int id = 0; id < kKeyAlgorithms; id++) algorithms_[id].load(id);
  }
  KeyAlgorithm& operator[](size_t index) { return algorithms_[index]; }

 private:
  KeyAlgorithm algorithms_[kKeyAlgorithms];
};

// Of the peer: bytes of the length of a public key, or a real key with some bytes changed.
void exchange(Input* input, KeyAlgorithm* algorithm, int id) {
  EVP_PKEY* own = algorithm->generate();
  require(own != nullptr);
  Block bytes(algorithm->publicLength());
  require(bytes.length() > 0 && algorithm->exportPublic(own, bytes.data()));
  if (input->byte() % 2 == 0) input->fill(bytes.data(), bytes.length());
  else bytes.data()[input->word() % bytes.length()] ^= input->byte();
  EVP_PKEY* peer = algorithm->importPublic(bytes.data());
  if (peer != nullptr && id <= kP521) {
    Block secret(algorithm->secretLength());
    algorithm->agree(own, peer, secret.data());
  }
  EVP_PKEY_free(peer);
  EVP_PKEY_free(own);
}

void importKeys(Input* input, KeyAlgorithm* algorithm) {
  Block scalar(input->byte() % (kLongestScalar + 2));
  input->fill(scalar.data(), scalar.length());
  const Range range = {scalar.data(), scalar.length()};
  EVP_PKEY* own = algorithm->importPrivate(range);
  if (own != nullptr) {
    Block bytes(algorithm->publicLength());
    require(algorithm->exportPublic(own, bytes.data()));
  }
  EVP_PKEY_free(own);
  Block der(input->word() % 600);
  input->fill(der.data(), der.length());
  EVP_PKEY_free(importPkcs8({der.data(), der.length()}));
  EVP_PKEY_free(importRsaPublic({der.data(), der.length()}));
}

void checkSignature(Input* input, Algorithms* algorithms) {
  const auto scheme = static_cast<int64_t>(input->byte() % kSchemes);
  const int id = keyAlgorithmOf(scheme);
  if (id < 0 || !(*algorithms)[static_cast<size_t>(id)].isAvailable()) return;
  EVP_PKEY* key = (*algorithms)[static_cast<size_t>(id)].generate();
  require(key != nullptr);
  Block message(input->byte());
  input->fill(message.data(), message.length());
  const Range signedBytes = {message.data(), message.length()};
  Block signature(kLongestSignature);
  size_t length = signature.length();
  require(sign(scheme, key, signedBytes, signature.data(), &length) && length <= signature.length());
  require(verify(scheme, key, signedBytes, {signature.data(), length}));
  Block other(input->word() % 300);
  input->fill(other.data(), other.length());
  require(!verify(scheme, key, signedBytes, {other.data(), other.length()}));
  EVP_PKEY_free(key);
}

void derive(Input* input, KeyDerivation* hash) {
  Block secret(input->byte());
  Block info(input->word() % 600);
  input->fill(secret.data(), secret.length());
  input->fill(info.data(), info.length());
  const Range key = {secret.data(), secret.length()};
  const Range data = {info.data(), info.length()};
  Block digest(hash->digestLength());
  require(hash->hmac(key, data, digest.data()));
  Block expanded(input->word() % (255 * hash->digestLength() + 1));
  require(hash->expand(key, data, expanded.data(), expanded.length()));
  const size_t keyLength = input->byte();
  const size_t ivLength = input->byte();
  Block keys(2 * keyLength + ivLength);
  hash->trafficKeys(key, "dtls13", keyLength, ivLength, keys.data());
}

}  // namespace
}  // namespace wirechart

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t length) {
  using namespace wirechart;
  static Algorithms algorithms;
  static KeyDerivation sha256("SHA256");
  static KeyDerivation sha384("SHA384");
  Input input(bytes, length);
  const uint8_t action = input.byte();
  const int id = input.byte() % kKeyAlgorithms;
  KeyAlgorithm& algorithm = algorithms[static_cast<size_t>(id)];
  if (action % 4 == 3) derive(&input, id % 2 == 0 ? &sha256 : &sha384);
  else if (action % 4 == 2) checkSignature(&input, &algorithms);
  else if (!algorithm.isAvailable()) return 0;
  else if (action % 4 == 1) importKeys(&input, &algorithm);
  else exchange(&input, &algorithm, id);
  return 0;
}
