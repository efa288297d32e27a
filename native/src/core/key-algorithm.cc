#include "core/key-algorithm.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/obj_mac.h>
#include <openssl/params.h>

#include <cstring>

namespace wirechart {
namespace {

struct Profile {
  const char* name;
  // Of a NIST curve, else 0.
  int curve;
  const char* group;
  size_t publicLength;
  size_t secretLength;
};

constexpr Profile kProfiles[kKeyAlgorithms] = {
    {"X25519", 0, nullptr, 32, 32},
    {"X448", 0, nullptr, 56, 56},
    {"EC", NID_X9_62_prime256v1, "P-256", 65, 32},
    {"EC", NID_secp384r1, "P-384", 97, 48},
    {"EC", NID_secp521r1, "P-521", 133, 66},
    {"ED25519", 0, nullptr, 32, 0},
    {"ED448", 0, nullptr, 57, 0},
    {"ML-DSA-44", 0, nullptr, 1312, 0},
    {"ML-DSA-65", 0, nullptr, 1952, 0},
    {"ML-DSA-87", 0, nullptr, 2592, 0},
    {"ML-KEM-768", 0, nullptr, 1184, 32},
    {"ML-KEM-1024", 0, nullptr, 1568, 32},
};

constexpr uint8_t kUncompressed = 0x04;

bool isAllZero(const uint8_t* bytes, size_t length) {
  uint8_t bits = 0;
  for (size_t index = 0; index < length; index++) bits |= bytes[index];
  return bits == 0;
}

// A point as SEC 1 section 2.3.3 encodes it. False unless the number is from 1 to the order minus 1.
bool multiplyGenerator(int curve, Range scalar, point_conversion_form_t form, uint8_t* target, size_t length) {
  EC_GROUP* const group = EC_GROUP_new_by_curve_name(curve);
  BIGNUM* const number = BN_secure_new();
  EC_POINT* const point = group == nullptr ? nullptr : EC_POINT_new(group);
  bool done = false;
  if (number != nullptr && point != nullptr &&
      BN_bin2bn(scalar.data, static_cast<int>(scalar.length), number) != nullptr) {
    BN_set_flags(number, BN_FLG_CONSTTIME);
    done = !BN_is_zero(number) && BN_cmp(number, EC_GROUP_get0_order(group)) < 0 &&
           EC_POINT_mul(group, point, number, nullptr, nullptr, nullptr) == 1 &&
           EC_POINT_point2oct(group, point, form, target, length, nullptr) == length;
  }
  EC_POINT_clear_free(point);
  BN_clear_free(number);
  EC_GROUP_free(group);
  return done;
}

EVP_PKEY* importEcPrivate(const Profile& profile, Range scalar) {
  uint8_t point[133];
  if (!multiplyGenerator(profile.curve, scalar, POINT_CONVERSION_UNCOMPRESSED, point, profile.publicLength))
    return nullptr;
  BIGNUM* const number = BN_secure_new();
  EVP_PKEY_CTX* const context = EVP_PKEY_CTX_new_from_name(nullptr, "EC", nullptr);
  EVP_PKEY* key = nullptr;
  // OpenSSL takes integers in the order of the machine.
  uint8_t native[kLongestScalar];
  if (number != nullptr && context != nullptr &&
      BN_bin2bn(scalar.data, static_cast<int>(scalar.length), number) != nullptr &&
      BN_bn2nativepad(number, native, static_cast<int>(scalar.length)) > 0) {
    OSSL_PARAM parameters[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, const_cast<char*>(profile.group), 0),
        OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, point, profile.publicLength),
        OSSL_PARAM_construct_BN(OSSL_PKEY_PARAM_PRIV_KEY, native, scalar.length),
        OSSL_PARAM_construct_end(),
    };
    if (EVP_PKEY_fromdata_init(context) != 1 || EVP_PKEY_fromdata(context, &key, EVP_PKEY_KEYPAIR, parameters) != 1)
      key = nullptr;
  }
  OPENSSL_cleanse(native, sizeof native);
  EVP_PKEY_CTX_free(context);
  BN_clear_free(number);
  return key;
}

}  // namespace

KeyAlgorithm::~KeyAlgorithm() {
  EVP_PKEY_CTX_free(generator_);
  EVP_PKEY_free(parameters_);
}

void KeyAlgorithm::load(int id) {
  id_ = id;
  const Profile& profile = kProfiles[id];
  generator_ = EVP_PKEY_CTX_new_from_name(nullptr, profile.name, nullptr);
  bool usable = generator_ != nullptr;
  if (usable && isEc()) {
    EVP_PKEY_CTX* const context = EVP_PKEY_CTX_new_from_name(nullptr, profile.name, nullptr);
    usable = context != nullptr && EVP_PKEY_paramgen_init(context) == 1 &&
             EVP_PKEY_CTX_set_group_name(context, profile.group) == 1 &&
             EVP_PKEY_paramgen(context, &parameters_) == 1;
    EVP_PKEY_CTX_free(context);
  }
  usable = usable && EVP_PKEY_keygen_init(generator_) == 1 &&
           (!isEc() || EVP_PKEY_CTX_set_group_name(generator_, profile.group) == 1);
  if (!usable) {
    EVP_PKEY_CTX_free(generator_);
    generator_ = nullptr;
  }
  // What OpenSSL lacks leaves an error.
  ERR_clear_error();
}

size_t KeyAlgorithm::publicLength() const { return kProfiles[id_].publicLength; }

size_t KeyAlgorithm::secretLength() const { return kProfiles[id_].secretLength; }

bool KeyAlgorithm::isEc() const { return kProfiles[id_].curve != 0; }

EVP_PKEY* KeyAlgorithm::generate() {
  EVP_PKEY* key = nullptr;
  if (isAvailable() && EVP_PKEY_keygen(generator_, &key) == 1) return key;
  ERR_clear_error();
  return nullptr;
}

EVP_PKEY* KeyAlgorithm::importPublic(const uint8_t* bytes) {
  if (!isAvailable()) return nullptr;
  EVP_PKEY* key;
  if (isEc()) {
    // TLS 1.3 has no other form; RFC 9846 section 4.3.8.2.
    if (bytes[0] != kUncompressed) return nullptr;
    key = EVP_PKEY_new();
    // Refuses a point that is not on the curve. The order of these curves is prime, so no other check is necessary.
    if (key != nullptr && (EVP_PKEY_copy_parameters(key, parameters_) != 1 ||
                           EVP_PKEY_set1_encoded_public_key(key, bytes, publicLength()) != 1)) {
      EVP_PKEY_free(key);
      key = nullptr;
    }
  } else {
    key = EVP_PKEY_new_raw_public_key_ex(nullptr, kProfiles[id_].name, nullptr, bytes, publicLength());
  }
  if (key == nullptr) ERR_clear_error();
  return key;
}

EVP_PKEY* KeyAlgorithm::importPrivate(Range scalar) {
  if (!isAvailable() || scalar.length > kLongestScalar) return nullptr;
  const Profile& profile = kProfiles[id_];
  EVP_PKEY* const key =
      isEc() ? importEcPrivate(profile, scalar)
             : EVP_PKEY_new_raw_private_key_ex(nullptr, profile.name, nullptr, scalar.data, scalar.length);
  if (key == nullptr) ERR_clear_error();
  return key;
}

bool KeyAlgorithm::exportPublic(EVP_PKEY* key, uint8_t* target) const {
  const char* const name = isEc() ? OSSL_PKEY_PARAM_ENCODED_PUBLIC_KEY : OSSL_PKEY_PARAM_PUB_KEY;
  size_t written = 0;
  if (EVP_PKEY_get_octet_string_param(key, name, target, publicLength(), &written) == 1 && written == publicLength())
    return true;
  ERR_clear_error();
  return false;
}

bool KeyAlgorithm::publicKeyOf(Range scalar, bool compressed, uint8_t* target, size_t length) {
  if (!isAvailable()) return false;
  if (isEc()) {
    const auto form = compressed ? POINT_CONVERSION_COMPRESSED : POINT_CONVERSION_UNCOMPRESSED;
    const bool done = multiplyGenerator(kProfiles[id_].curve, scalar, form, target, length);
    if (!done) ERR_clear_error();
    return done;
  }
  EVP_PKEY* const key = length == publicLength() ? importPrivate(scalar) : nullptr;
  const bool done = key != nullptr && exportPublic(key, target);
  EVP_PKEY_free(key);
  return done;
}

bool KeyAlgorithm::agree(EVP_PKEY* key, EVP_PKEY* peer, uint8_t* target) const {
  const size_t length = secretLength();
  EVP_PKEY_CTX* const context = EVP_PKEY_CTX_new_from_pkey(nullptr, key, nullptr);
  size_t written = length;
  // The import has checked the point: OpenSSL's own check multiplies it by the order, which takes longer than the rest.
  const bool done = context != nullptr && EVP_PKEY_derive_init(context) == 1 &&
                    EVP_PKEY_derive_set_peer_ex(context, peer, 0) == 1 &&
                    EVP_PKEY_derive(context, target, &written) == 1 && written == length &&
                    (isEc() || !isAllZero(target, length));
  EVP_PKEY_CTX_free(context);
  if (done) return true;
  OPENSSL_cleanse(target, length);
  ERR_clear_error();
  return false;
}

bool encapsulate(EVP_PKEY* key, uint8_t* ciphertext, size_t ciphertextLength, uint8_t* secret, size_t secretLength) {
  EVP_PKEY_CTX* const context = EVP_PKEY_CTX_new_from_pkey(nullptr, key, nullptr);
  size_t wanted = 0, secretWanted = 0;
  const bool done = context != nullptr && EVP_PKEY_encapsulate_init(context, nullptr) == 1 &&
                    EVP_PKEY_encapsulate(context, nullptr, &wanted, nullptr, &secretWanted) == 1 &&
                    wanted == ciphertextLength && secretWanted == secretLength &&
                    EVP_PKEY_encapsulate(context, ciphertext, &wanted, secret, &secretWanted) == 1;
  EVP_PKEY_CTX_free(context);
  if (!done) ERR_clear_error();
  return done;
}

bool decapsulate(EVP_PKEY* key, Range ciphertext, uint8_t* secret, size_t secretLength) {
  EVP_PKEY_CTX* const context = EVP_PKEY_CTX_new_from_pkey(nullptr, key, nullptr);
  size_t written = secretLength;
  const bool done = context != nullptr && EVP_PKEY_decapsulate_init(context, nullptr) == 1 &&
                    EVP_PKEY_decapsulate(context, secret, &written, ciphertext.data, ciphertext.length) == 1 &&
                    written == secretLength;
  EVP_PKEY_CTX_free(context);
  if (!done) ERR_clear_error();
  return done;
}

}  // namespace wirechart
