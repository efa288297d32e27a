// Times of the records of record.c without a network: `aead SIZE MS` prints nanoseconds per record, a value for each round
// of about a millisecond.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bulk.h"
#include "record.h"

#define ROUND_MS 1.5
#define MAX_ROUNDS 100000

static uint8_t sealed[MAX_SIZE + RECORD_OVERHEAD];
static uint8_t record[MAX_SIZE + RECORD_OVERHEAD];
static size_t size;

static void seal_once(struct record_keys *keys) {
    seal_record(keys, record, size);
}

// With a copy, because a record is opened in place.
static void open_once(struct record_keys *keys) {
    memcpy(record, sealed, size + RECORD_OVERHEAD);
    keys->next = 0;
    if (open_record(keys, record, size + RECORD_OVERHEAD) != (int)size) fail("a record is not authentic");
}

// Prints `"name":[ns, ...]`.
static void measure(const char *name, void (*once)(struct record_keys *), struct record_keys *keys, double duration) {
    static double rounds[MAX_ROUNDS];
    long times = 64;
    for (double begin = now_ms(); now_ms() - begin < duration / 4;) {
        double start = now_ms();
        for (long i = 0; i < times; i++) once(keys);
        double taken = now_ms() - start;
        if (taken < ROUND_MS) times = taken * 2 < ROUND_MS ? times * 2 : (long)((double)times * ROUND_MS / taken);
    }
    int count = 0;
    for (double begin = now_ms(); count < MAX_ROUNDS && (count < 3 || now_ms() - begin < duration);) {
        double start = now_ms();
        for (long i = 0; i < times; i++) once(keys);
        rounds[count++] = (now_ms() - start) * 1e6 / (double)times;
    }
    printf("\"%s\":[", name);
    for (int i = 0; i < count; i++) printf("%s%.1f", i == 0 ? "" : ",", rounds[i]);
    printf("]");
}

int main(int argc, char **argv) {
    if (argc != 3 || atoi(argv[1]) < 1 || atoi(argv[1]) > MAX_SIZE) fail("usage: %s SIZE MS", argv[0]);
    size = (size_t)atoi(argv[1]);
    double duration = atof(argv[2]);
    memset(record, 1, sizeof record);
    printf("{");
    for (int masks = 1; masks >= 0; masks--) {
        struct record_keys out, in;
        init_keys(&out, 0, true, masks);
        init_keys(&in, 0, false, masks);
        memset(sealed + RECORD_HEADER, 1, size);
        seal_record(&out, sealed, size);
        measure(masks ? "sealMask" : "seal", seal_once, &out, duration);
        printf(",");
        measure(masks ? "openMask" : "open", open_once, &in, duration);
        printf(masks ? "," : "}\n");
        free_keys(&out);
        free_keys(&in);
    }
    return 0;
}
