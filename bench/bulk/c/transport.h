// Sends and receives equal datagrams by one of three kinds of system calls.
#ifndef WIRECHART_BENCH_TRANSPORT_H
#define WIRECHART_BENCH_TRANSPORT_H

#include "bulk.h"

#define BATCH 32
#define MAX_SEGMENTS 64
#define MAX_RECEIVED 128

enum mode { MODE_SEND, MODE_MMSG, MODE_GSO };

struct datagram {
    uint8_t *bytes;
    size_t length;
};

struct transport {
    enum mode mode;
    int fd;
    // Datagrams to send, back to back.
    uint8_t out[MAX_DATAGRAM + 1];
    // Received datagrams, valid until the next call.
    struct datagram in[MAX_RECEIVED];
    uint8_t arena[BATCH * 2048 > 65536 ? BATCH * 2048 : 65536];
};

// `port`: that of the receiver; 0 for the receiver itself. Ends the process where the system lacks the mode.
void open_transport(struct transport *transport, const char *mode, int port);
// Number of datagrams of `size` bytes that one call sends.
uint32_t batch_limit(const struct transport *transport, uint32_t size);
// Sends `count` datagrams of `size` bytes from `out`.
void send_batch(struct transport *transport, uint32_t size, uint32_t count);
// Waits for datagrams and returns how many are in `in`.
uint32_t receive_batch(struct transport *transport);
void send_ack(struct transport *transport, const uint8_t *bytes, size_t length);
// The length of one datagram. Without `must_wait` 0 where there is none.
size_t receive_ack(struct transport *transport, bool must_wait, uint8_t **bytes);

#endif
