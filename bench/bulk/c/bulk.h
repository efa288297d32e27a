// What the C programs of the bulk benchmarks share: arguments, messages, credit, and the report of a round.
//
// A message has `size` bytes: its number (4 bytes, little endian), 1 if it is the last one (else 0), three zero bytes, and a
// slice of a fixed table, which starts at the low 8 bits of the number. The receiver acknowledges every `ackEvery`
// messages, and the last one, with their count (4 bytes, little endian) and four zero bytes. The sender never has more than
// `window` messages that are not acknowledged, so none is lost.
#ifndef WIRECHART_BENCH_BULK_H
#define WIRECHART_BENCH_BULK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define HEADER_BYTES 8
#define ACK_BYTES 8
#define MAX_SIZE 1400
// Longest payload of a UDP datagram over IPv4.
#define MAX_DATAGRAM 65507
#define SOCKET_BUFFER (4 << 20)

struct settings {
    bool is_sender;
    int port;
    uint32_t size;
    uint32_t window;
    uint32_t ack_every;
    // Milliseconds and messages before the measurement; both must be over.
    double warm_up;
    uint32_t warm_up_messages;
    // Milliseconds of the measurement.
    double duration;
    // What the contender needs besides: a mode, or file names.
    int extra_count;
    char **extra;
};

// PROGRAM sender|receiver PORT SIZE WINDOW ACK_EVERY WARM_UP_MS WARM_UP_MESSAGES DURATION_MS [EXTRA...]
struct settings parse_settings(int argc, char **argv);

// Ends the process with the sentence on standard error.
__attribute__((noreturn, format(printf, 1, 2))) void fail(const char *format, ...);
// The same, with the text of errno.
__attribute__((noreturn)) void fail_errno(const char *operation);

// A UDP socket bound to 127.0.0.1 with large buffers, whose receives fail after five seconds without a datagram.
int bound_socket(void);
// The same, connected to the receiver.
int connected_socket(int port);
// Prints the port of a receiver, which the runner waits for.
void print_port(int socket);
// Waits for the first datagram, which stays in the socket, and connects to its sender.
void connect_to_sender(int socket);

void init_payload(uint32_t size);
void write_message(uint8_t *target, uint32_t number, bool last, uint32_t size);
// Whether it is message `number`, and not the last one.
bool is_message(const uint8_t *message, uint32_t number, uint32_t size);
void write_ack(uint8_t *target, uint32_t count);

// Time and CPU of one side. `start` after the warm-up, `stop` at the last message.
struct span {
    double origin;
    bool started;
    double wall;
    double cpu;
    uint32_t count;
};

double now_ms(void);
double cpu_ms(void);
void print_report(const struct settings *settings, const struct span *span, uint32_t count);

struct receiver {
    const struct settings *settings;
    struct span span;
    uint32_t count;
    uint32_t unacknowledged;
    bool ended;
};

// Checks one message. True: an acknowledgement is due. Ends the process where a message is lost or wrong.
bool received(struct receiver *receiver, const uint8_t *message, size_t length);

struct sender {
    const struct settings *settings;
    struct span span;
    uint32_t sent;
    uint32_t acknowledged;
    bool ended;
};

// How many messages may be sent now, at most `most`. Writes the last message when the time is over.
uint32_t credit(struct sender *sender, uint32_t most);
// Writes the next message to `target`.
void next_message(struct sender *sender, uint8_t *target);
void acknowledged(struct sender *sender, const uint8_t *ack, size_t length);
// The last message was sent and acknowledged.
bool is_complete(const struct sender *sender);

#endif
