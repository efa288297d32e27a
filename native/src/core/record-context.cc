#include "core/record-context.h"

#include <openssl/err.h>

#include <cstdlib>
#include <cstring>

namespace wirechart {

RecordContext::~RecordContext() { clear(); }

void RecordContext::clear() {
  EVP_CIPHER_CTX_free(cipher_);
  EVP_CIPHER_CTX_free(mask_);
  cipher_ = nullptr;
  mask_ = nullptr;
  assign(nullptr);
}

void RecordContext::assign(const Aead* aead) {
  aead_ = aead;
  keyed_ = Direction::none;
  maskKeyed_ = false;
}

bool RecordContext::setKey(const uint8_t* key, Direction direction) {
  if (cipher_ == nullptr) cipher_ = EVP_CIPHER_CTX_new();
  if (cipher_ == nullptr) return false;
  const int sealing = direction == Direction::seal ? 1 : 0;
  keyed_ = Direction::none;
  if (aead_->isCcm) {
    // The lengths precede the key; RFC 3610 section 2.1 makes the tag's a part of the first block.
    if (EVP_CipherInit_ex(cipher_, aead_->cipher, nullptr, nullptr, nullptr, sealing) != 1 ||
        EVP_CIPHER_CTX_ctrl(cipher_, EVP_CTRL_AEAD_SET_IVLEN, kNonceLength, nullptr) != 1 ||
        EVP_CIPHER_CTX_ctrl(cipher_, EVP_CTRL_AEAD_SET_TAG, aead_->tagLength, nullptr) != 1 ||
        EVP_CipherInit_ex(cipher_, nullptr, nullptr, key, nullptr, sealing) != 1)
      return false;
  } else if (EVP_CipherInit_ex(cipher_, aead_->cipher, nullptr, key, nullptr, sealing) != 1) {
    return false;
  }
  keyed_ = direction;
  return true;
}

bool RecordContext::begin(const uint8_t* keys, const uint8_t* nonce, Direction direction) {
  if (keyed_ != direction && !setKey(keys + kKeyAt, direction)) return false;
  // With the nonce only: the key schedule and the fetched cipher stay.
  return EVP_CipherInit_ex(cipher_, nullptr, nullptr, nullptr, nonce, -1) == 1;
}

bool RecordContext::addHeader(const uint8_t* header, size_t headerLength, size_t length) {
  int written;
  if (aead_->isCcm && EVP_CipherUpdate(cipher_, nullptr, &written, nullptr, static_cast<int>(length)) != 1)
    return false;
  return headerLength == 0 ||
         EVP_CipherUpdate(cipher_, nullptr, &written, header, static_cast<int>(headerLength)) == 1;
}

bool RecordContext::seal(const uint8_t* keys, const uint8_t* nonce, const uint8_t* header, size_t headerLength,
                         uint8_t* body, size_t length) {
  int written;
  if (begin(keys, nonce, Direction::seal) && addHeader(header, headerLength, length) &&
      EVP_EncryptUpdate(cipher_, body, &written, body, static_cast<int>(length)) == 1 &&
      EVP_EncryptFinal_ex(cipher_, body + length, &written) == 1 &&
      EVP_CIPHER_CTX_ctrl(cipher_, EVP_CTRL_AEAD_GET_TAG, aead_->tagLength, body + length) == 1)
    return true;
  assign(aead_);
  ERR_clear_error();
  return false;
}

Opened RecordContext::open(const uint8_t* keys, const uint8_t* nonce, const uint8_t* header, size_t headerLength,
                           uint8_t* body, size_t length) {
  const Opened opened = aead_->isCcm ? openCcm(keys, nonce, header, headerLength, body, length)
                                     : openStream(keys, nonce, header, headerLength, body, length);
  if (opened == Opened::failed) assign(aead_);
  if (opened != Opened::authentic) ERR_clear_error();
  return opened;
}

Opened RecordContext::openStream(const uint8_t* keys, const uint8_t* nonce, const uint8_t* header, size_t headerLength,
                                 uint8_t* body, size_t length) {
  int written;
  if (!begin(keys, nonce, Direction::open) || !addHeader(header, headerLength, length) ||
      EVP_DecryptUpdate(cipher_, body, &written, body, static_cast<int>(length)) != 1 ||
      EVP_CIPHER_CTX_ctrl(cipher_, EVP_CTRL_AEAD_SET_TAG, aead_->tagLength, body + length) != 1)
    return Opened::failed;
  uint8_t nothing[16];
  // OpenSSL compares tags in constant time.
  if (EVP_DecryptFinal_ex(cipher_, nothing, &written) == 1) return Opened::authentic;
  // The same key stream again turns the text back into the ciphertext.
  return begin(keys, nonce, Direction::open) &&
                 EVP_DecryptUpdate(cipher_, body, &written, body, static_cast<int>(length)) == 1
             ? Opened::forged
             : Opened::failed;
}

// OpenSSL checks the tag in the update, and overwrites a body that is not authentic.
Opened RecordContext::openCcm(const uint8_t* keys, const uint8_t* nonce, const uint8_t* header, size_t headerLength,
                              uint8_t* body, size_t length) {
  uint8_t brief[2048];
  uint8_t* const copy = length <= sizeof brief ? brief : static_cast<uint8_t*>(std::malloc(length));
  if (copy == nullptr) return Opened::failed;
  std::memcpy(copy, body, length);
  int written;
  Opened opened = Opened::failed;
  if ((keyed_ == Direction::open || setKey(keys + kKeyAt, Direction::open)) &&
      EVP_CIPHER_CTX_ctrl(cipher_, EVP_CTRL_AEAD_SET_TAG, aead_->tagLength, body + length) == 1 &&
      begin(keys, nonce, Direction::open) && addHeader(header, headerLength, length))
    opened = EVP_DecryptUpdate(cipher_, body, &written, body, static_cast<int>(length)) == 1 ? Opened::authentic
                                                                                             : Opened::forged;
  if (opened != Opened::authentic) std::memcpy(body, copy, length);
  if (copy != brief) std::free(copy);
  return opened;
}

bool RecordContext::masks(const uint8_t* keys, const uint8_t* samples, size_t count, uint8_t* masks) {
  if (mask_ == nullptr) mask_ = EVP_CIPHER_CTX_new();
  int written;
  bool done = mask_ != nullptr;
  if (done && !maskKeyed_)
    done = EVP_EncryptInit_ex(mask_, aead_->mask, nullptr, keys + kNumberKeyAt, nullptr) == 1 &&
           EVP_CIPHER_CTX_set_padding(mask_, 0) == 1;
  maskKeyed_ = done;
  if (aead_->isChaCha) {
    constexpr uint8_t kZeros[kSampleLength] = {};
    for (size_t at = 0; done && at < count * kSampleLength; at += kSampleLength)
      done = EVP_EncryptInit_ex(mask_, nullptr, nullptr, nullptr, samples + at) == 1 &&
             EVP_EncryptUpdate(mask_, masks + at, &written, kZeros, 2) == 1;
  } else if (done) {
    // Blocks are independent, so all masks are one call.
    done = EVP_EncryptUpdate(mask_, masks, &written, samples, static_cast<int>(count * kSampleLength)) == 1;
  }
  if (done) return true;
  maskKeyed_ = false;
  ERR_clear_error();
  return false;
}

}  // namespace wirechart
