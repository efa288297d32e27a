#ifndef WIRECHART_CORE_RECORD_CONTEXT_H
#define WIRECHART_CORE_RECORD_CONTEXT_H

#include "core/aead.h"

namespace wirechart {

enum class Opened { authentic, forged, failed };

// OpenSSL's contexts for one block of keys. Each is made when it is first needed, and keyed again by `assign`.
class RecordContext {
 public:
  RecordContext() = default;
  ~RecordContext();
  RecordContext(const RecordContext&) = delete;
  RecordContext& operator=(const RecordContext&) = delete;

  // Takes other keys from now on. `keys` (kKeyBlockLength bytes) is borrowed by the calls below.
  void assign(const Aead* aead);
  const Aead* aead() const { return aead_; }

  // Encrypts `length` bytes at `body` in place and writes the tag after them.
  bool seal(const uint8_t* keys, const uint8_t* nonce, const uint8_t* header, size_t headerLength, uint8_t* body,
            size_t length);

  // Decrypts `length` bytes at `body` in place; the tag follows them. What is not authentic is left as it was.
  Opened open(const uint8_t* keys, const uint8_t* nonce, const uint8_t* header, size_t headerLength, uint8_t* body,
              size_t length);

  // The masks of `count` samples of 16 bytes, 16 bytes each, of which a caller uses two. `samples` may be `masks`.
  bool masks(const uint8_t* keys, const uint8_t* samples, size_t count, uint8_t* masks);

  // Frees the contexts, which overwrites their keys.
  void clear();

 private:
  enum class Direction : uint8_t { none, seal, open };

  bool begin(const uint8_t* keys, const uint8_t* nonce, Direction direction);
  bool setKey(const uint8_t* key, Direction direction);
  bool addHeader(const uint8_t* header, size_t headerLength, size_t length);
  Opened openStream(const uint8_t* keys, const uint8_t* nonce, const uint8_t* header, size_t headerLength,
                    uint8_t* body, size_t length);
  Opened openCcm(const uint8_t* keys, const uint8_t* nonce, const uint8_t* header, size_t headerLength, uint8_t* body,
                 size_t length);

  const Aead* aead_ = nullptr;
  EVP_CIPHER_CTX* cipher_ = nullptr;
  EVP_CIPHER_CTX* mask_ = nullptr;
  Direction keyed_ = Direction::none;
  bool maskKeyed_ = false;
};

}  // namespace wirechart

#endif
