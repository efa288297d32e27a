#include "record.h"

#include <string.h>

#include "bulk.h"

// 001, no connection id, 16-bit number, length, epoch 3.
#define FIRST_BYTE 0x2f
#define APPLICATION_DATA 23

static EVP_CIPHER_CTX *context(const EVP_CIPHER *cipher, const uint8_t *key, bool encrypts) {
    EVP_CIPHER_CTX *created = EVP_CIPHER_CTX_new();
    if (created == NULL || !EVP_CipherInit_ex(created, cipher, NULL, key, NULL, encrypts)) fail("EVP_CipherInit_ex");
    EVP_CIPHER_CTX_set_padding(created, 0);
    return created;
}

void init_keys(struct record_keys *keys, int direction, bool seals, bool masks) {
    uint8_t bytes[16];
    memset(bytes, direction + 1, sizeof bytes);
    memset(keys->iv, direction + 3, sizeof keys->iv);
    keys->aead = context(EVP_aes_128_gcm(), bytes, seals);
    bytes[0] ^= 0xff;
    keys->mask = context(EVP_aes_128_ecb(), bytes, true);
    keys->next = 0;
    keys->masks = masks;
}

void free_keys(struct record_keys *keys) {
    EVP_CIPHER_CTX_free(keys->aead);
    EVP_CIPHER_CTX_free(keys->mask);
}

static void set_nonce(struct record_keys *keys, uint64_t number) {
    uint8_t nonce[12];
    memcpy(nonce, keys->iv, sizeof nonce);
    for (int i = 0; i < 8; i++) nonce[11 - i] ^= (uint8_t)(number >> 8 * i);
    if (!EVP_CipherInit_ex(keys->aead, NULL, NULL, NULL, nonce, -1)) fail("the nonce was not set");
}

static void mask_number(struct record_keys *keys, uint8_t *record) {
    uint8_t block[16];
    int written;
    if (!keys->masks) return;
    if (!EVP_EncryptUpdate(keys->mask, block, &written, record + RECORD_HEADER, sizeof block)) fail("the mask");
    record[1] ^= block[0];
    record[2] ^= block[1];
}

size_t seal_record(struct record_keys *keys, uint8_t *record, size_t content) {
    size_t body = content + 1;
    size_t tagged = body + RECORD_TAG;
    uint64_t number = keys->next++;
    int written;
    record[0] = FIRST_BYTE;
    record[1] = (uint8_t)(number >> 8);
    record[2] = (uint8_t)number;
    record[3] = (uint8_t)(tagged >> 8);
    record[4] = (uint8_t)tagged;
    uint8_t *start = record + RECORD_HEADER;
    start[content] = APPLICATION_DATA;
    set_nonce(keys, number);
    if (!EVP_EncryptUpdate(keys->aead, NULL, &written, record, RECORD_HEADER) ||
        !EVP_EncryptUpdate(keys->aead, start, &written, start, (int)body) ||
        !EVP_EncryptFinal_ex(keys->aead, start + body, &written) ||
        !EVP_CIPHER_CTX_ctrl(keys->aead, EVP_CTRL_AEAD_GET_TAG, RECORD_TAG, start + body))
        fail("a record was not sealed");
    mask_number(keys, record);
    return RECORD_HEADER + tagged;
}

int open_record(struct record_keys *keys, uint8_t *record, size_t length) {
    int written;
    if (length < RECORD_OVERHEAD || record[0] != FIRST_BYTE) return -1;
    size_t tagged = (size_t)record[3] << 8 | record[4];
    if (tagged != length - RECORD_HEADER) return -1;
    mask_number(keys, record);
    // The number nearest to the expected one; RFC 9147 section 4.2.2.
    int16_t distance = (int16_t)((uint16_t)(record[1] << 8 | record[2]) - (uint16_t)keys->next);
    uint64_t number = keys->next + (uint64_t)(int64_t)distance;
    uint8_t *start = record + RECORD_HEADER;
    size_t body = tagged - RECORD_TAG;
    set_nonce(keys, number);
    if (!EVP_DecryptUpdate(keys->aead, NULL, &written, record, RECORD_HEADER) ||
        !EVP_DecryptUpdate(keys->aead, start, &written, start, (int)body) ||
        !EVP_CIPHER_CTX_ctrl(keys->aead, EVP_CTRL_AEAD_SET_TAG, RECORD_TAG, start + body) ||
        EVP_DecryptFinal_ex(keys->aead, start + body, &written) <= 0)
        return -1;
    if (start[body - 1] != APPLICATION_DATA) return -1;
    keys->next = number + 1;
    return (int)body - 1;
}
