#include "core/signature.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include <climits>

#include "core/key-algorithm.h"

namespace wirechart {
namespace {

enum class RsaKind : uint8_t { none, rsae, pss };

struct Scheme {
  // nullptr: the scheme includes its hash.
  const char* digest;
  int algorithm;
  RsaKind rsa;
};

constexpr int kRsa = -1;
constexpr Scheme kTable[kSchemes] = {
    {"SHA256", kP256, RsaKind::none},    {"SHA384", kP384, RsaKind::none},   {"SHA512", kP521, RsaKind::none},
    {nullptr, kEd25519, RsaKind::none},  {nullptr, kEd448, RsaKind::none},   {"SHA256", kRsa, RsaKind::rsae},
    {"SHA384", kRsa, RsaKind::rsae},     {"SHA512", kRsa, RsaKind::rsae},    {"SHA256", kRsa, RsaKind::pss},
    {"SHA384", kRsa, RsaKind::pss},      {"SHA512", kRsa, RsaKind::pss},     {nullptr, kMlDsa44, RsaKind::none},
    {nullptr, kMlDsa65, RsaKind::none},  {nullptr, kMlDsa87, RsaKind::none},
};

// Shorter moduli are weak. The most bounds the time of a verification, which the peer chooses, as does the exponent's.
constexpr int kLeastModulusBits = 2048;
constexpr int kMostModulusBits = 8192;
constexpr int kMostExponentBits = 32;

// RFC 9846 section 4.3.3: the salt is as long as the digest, and MGF1 uses the same hash.
bool setPadding(EVP_PKEY_CTX* context, const Scheme& scheme) {
  return scheme.rsa == RsaKind::none ||
         (EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PSS_PADDING) == 1 &&
          EVP_PKEY_CTX_set_rsa_mgf1_md_name(context, scheme.digest, nullptr) == 1 &&
          EVP_PKEY_CTX_set_rsa_pss_saltlen(context, RSA_PSS_SALTLEN_DIGEST) == 1);
}

}  // namespace

int keyAlgorithmOf(int64_t scheme) { return kTable[scheme].algorithm; }

bool sign(int64_t scheme, EVP_PKEY* key, Range message, uint8_t* target, size_t* length) {
  const Scheme& parameters = kTable[scheme];
  EVP_MD_CTX* const context = EVP_MD_CTX_new();
  EVP_PKEY_CTX* options = nullptr;
  const bool done =
      context != nullptr &&
      EVP_DigestSignInit_ex(context, &options, parameters.digest, nullptr, nullptr, key, nullptr) == 1 &&
      setPadding(options, parameters) &&
      EVP_DigestSign(context, target, length, message.data, message.length) == 1;
  EVP_MD_CTX_free(context);
  if (!done) ERR_clear_error();
  return done;
}

bool verify(int64_t scheme, EVP_PKEY* key, Range message, Range signature) {
  const Scheme& parameters = kTable[scheme];
  // RFC 8017 section 8.1.2: leading zeros are part of an RSA signature. OpenSSL accepts it without them.
  if (parameters.rsa != RsaKind::none && signature.length != static_cast<size_t>(EVP_PKEY_get_size(key))) return false;
  EVP_MD_CTX* const context = EVP_MD_CTX_new();
  EVP_PKEY_CTX* options = nullptr;
  const bool done =
      context != nullptr &&
      EVP_DigestVerifyInit_ex(context, &options, parameters.digest, nullptr, nullptr, key, nullptr) == 1 &&
      setPadding(options, parameters) &&
      EVP_DigestVerify(context, signature.data, signature.length, message.data, message.length) == 1;
  EVP_MD_CTX_free(context);
  if (!done) ERR_clear_error();
  return done;
}

EVP_PKEY* importPkcs8(Range pkcs8) {
  if (pkcs8.length > INT_MAX) return nullptr;
  const uint8_t* at = pkcs8.data;
  PKCS8_PRIV_KEY_INFO* const info = d2i_PKCS8_PRIV_KEY_INFO(nullptr, &at, static_cast<long>(pkcs8.length));
  EVP_PKEY* key = nullptr;
  if (info != nullptr && at == pkcs8.data + pkcs8.length) key = EVP_PKCS82PKEY(info);
  PKCS8_PRIV_KEY_INFO_free(info);
  ERR_clear_error();
  return key;
}

EVP_PKEY* importRsaPublic(Range spki) {
  if (spki.length > INT_MAX) return nullptr;
  const uint8_t* at = spki.data;
  EVP_PKEY* key = d2i_PUBKEY(nullptr, &at, static_cast<long>(spki.length));
  if (key != nullptr && at != spki.data + spki.length) {
    EVP_PKEY_free(key);
    key = nullptr;
  }
  ERR_clear_error();
  return key;
}

bool isUsableRsaKey(EVP_PKEY* key, int64_t scheme) {
  const RsaKind kind = kTable[scheme].rsa;
  // RFC 9846 section 4.3.3: the OID of the key decides between the two families of RSASSA-PSS.
  if (kind == RsaKind::none || EVP_PKEY_is_a(key, kind == RsaKind::pss ? "RSA-PSS" : "RSA") != 1) return false;
  const int bits = EVP_PKEY_get_bits(key);
  if (bits < kLeastModulusBits || bits > kMostModulusBits) return false;
  BIGNUM* exponent = nullptr;
  const bool usable = EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_RSA_E, &exponent) == 1 &&
                      BN_num_bits(exponent) >= 2 && BN_num_bits(exponent) <= kMostExponentBits &&
                      !BN_is_word(exponent, 2);
  BN_free(exponent);
  ERR_clear_error();
  return usable;
}

}  // namespace wirechart
