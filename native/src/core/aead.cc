#include "core/aead.h"

#include <openssl/err.h>

namespace wirechart {
namespace {

struct Profile {
  const char* cipher;
  const char* mask;
  int tagLength;
};

constexpr Profile kProfiles[kAeads] = {
    {"AES-128-GCM", "AES-128-ECB", 16},    {"AES-256-GCM", "AES-256-ECB", 16}, {"ChaCha20-Poly1305", "ChaCha20", 16},
    {"AES-128-CCM", "AES-128-ECB", 16}, {"AES-128-CCM", "AES-128-ECB", 8},
};

}  // namespace

Aeads::Aeads() {
  for (int id = 0; id < kAeads; id++) {
    Aead& aead = aeads_[id];
    aead.cipher = EVP_CIPHER_fetch(nullptr, kProfiles[id].cipher, nullptr);
    aead.mask = EVP_CIPHER_fetch(nullptr, kProfiles[id].mask, nullptr);
    aead.tagLength = kProfiles[id].tagLength;
    aead.isCcm = id == kAes128Ccm || id == kAes128Ccm8;
    aead.isChaCha = id == kChaCha20Poly1305;
  }
  // What OpenSSL lacks leaves an error.
  ERR_clear_error();
}

Aeads::~Aeads() {
  for (Aead& aead : aeads_) {
    EVP_CIPHER_free(aead.cipher);
    EVP_CIPHER_free(aead.mask);
  }
}

const Aead* Aeads::find(int64_t id) const {
  if (id < 0 || id >= kAeads) return nullptr;
  const Aead& aead = aeads_[id];
  return aead.cipher == nullptr || aead.mask == nullptr ? nullptr : &aead;
}

}  // namespace wirechart
