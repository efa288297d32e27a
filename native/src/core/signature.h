#ifndef WIRECHART_CORE_SIGNATURE_H
#define WIRECHART_CORE_SIGNATURE_H

#include <openssl/evp.h>

#include <cstddef>
#include <cstdint>

#include "core/key-derivation.h"

namespace wirechart {

// The signature schemes of TLS 1.3, by the numbers of runtime/crypto/native/addon.ts; RFC 9846 section 4.3.3.
constexpr int64_t kSchemes = 14;
// The longest signature: ML-DSA-87; FIPS 204 table 2. An RSA key here has at most 8192 bits.
constexpr size_t kLongestSignature = 4627;

// The algorithm of the keys of a scheme (KeyAlgorithmId); -1: RSA.
int keyAlgorithmOf(int64_t scheme);

// Signs `message`. `length` is the room at `target`, then what was written. ECDSA signatures are DER.
bool sign(int64_t scheme, EVP_PKEY* key, Range message, uint8_t* target, size_t* length);
bool verify(int64_t scheme, EVP_PKEY* key, Range message, Range signature);

// A PKCS #8 key (DER) of RSA, RSASSA-PSS or ML-DSA; nullptr for anything else, and for bytes after it.
EVP_PKEY* importPkcs8(Range pkcs8);

// A SubjectPublicKeyInfo (DER) with an RSA key; nullptr for anything else, and for bytes after it.
EVP_PKEY* importRsaPublic(Range spki);

// Whether an RSA key of the kind that the scheme takes has a modulus of 2048 to 8192 bits and an exponent below 2^32.
bool isUsableRsaKey(EVP_PKEY* key, int64_t scheme);

}  // namespace wirechart

#endif
