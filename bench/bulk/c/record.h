// Protects records in the form of DTLS 1.3 with OpenSSL's EVP (RFC 9147 section 4), AES-128-GCM with contexts that persist:
// a header of 5 bytes with an encrypted 16-bit number, the content, its type, the tag. Nothing else of the protocol.
#ifndef WIRECHART_BENCH_RECORD_H
#define WIRECHART_BENCH_RECORD_H

#include <openssl/evp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define RECORD_HEADER 5
#define RECORD_TAG 16
// Bytes of a record besides its content: header, content type, tag.
#define RECORD_OVERHEAD (RECORD_HEADER + 1 + RECORD_TAG)

struct record_keys {
    EVP_CIPHER_CTX *aead;
    EVP_CIPHER_CTX *mask;
    uint8_t iv[12];
    uint64_t next;
    bool masks;
};

// `direction`: 0 or 1, with keys of its own. `masks`: encrypts the record numbers.
void init_keys(struct record_keys *keys, int direction, bool seals, bool masks);
void free_keys(struct record_keys *keys);
// Protects the content at `record + RECORD_HEADER`. Returns the length of the record.
size_t seal_record(struct record_keys *keys, uint8_t *record, size_t content);
// Opens a record in place. Returns the length of the content at `record + RECORD_HEADER`, or -1.
int open_record(struct record_keys *keys, uint8_t *record, size_t length);

#endif
