#include "bulk.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>

static uint8_t *table;
static size_t table_bytes;

void fail(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fputc('\n', stderr);
    exit(1);
}

void fail_errno(const char *operation) {
    fail("%s: %s", operation, strerror(errno));
}

static double number(const char *text) {
    char *end;
    double value = strtod(text, &end);
    if (end == text || *end != '\0' || value < 0) fail("not a number: %s", text);
    return value;
}

struct settings parse_settings(int argc, char **argv) {
    if (argc < 9)
        fail("usage: %s sender|receiver PORT SIZE WINDOW ACK_EVERY WARM_UP_MS WARM_UP_MESSAGES DURATION_MS", argv[0]);
    struct settings settings = {
        .is_sender = strcmp(argv[1], "sender") == 0,
        .port = (int)number(argv[2]),
        .size = (uint32_t)number(argv[3]),
        .window = (uint32_t)number(argv[4]),
        .ack_every = (uint32_t)number(argv[5]),
        .warm_up = number(argv[6]),
        .warm_up_messages = (uint32_t)number(argv[7]),
        .duration = number(argv[8]),
        .extra_count = argc - 9,
        .extra = argv + 9,
    };
    if (settings.size < HEADER_BYTES || settings.size > MAX_SIZE) fail("the size must be %d to %d", HEADER_BYTES, MAX_SIZE);
    if (settings.ack_every == 0 || settings.ack_every > settings.window) fail("ACK_EVERY must be 1 to WINDOW");
    init_payload(settings.size);
    return settings;
}

int bound_socket(void) {
    int fd = socket(AF_INET, SOCK_DGRAM, 0);
    if (fd < 0) fail_errno("socket");
    int bytes = SOCKET_BUFFER;
    if (setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof bytes) < 0) fail_errno("SO_RCVBUF");
    if (setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &bytes, sizeof bytes) < 0) fail_errno("SO_SNDBUF");
    struct timeval limit = {.tv_sec = 5};
    if (setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit) < 0) fail_errno("SO_RCVTIMEO");
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    if (bind(fd, (struct sockaddr *)&address, sizeof address) < 0) fail_errno("bind");
    return fd;
}

int connected_socket(int port) {
    int fd = bound_socket();
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    address.sin_port = htons((uint16_t)port);
    if (connect(fd, (struct sockaddr *)&address, sizeof address) < 0) fail_errno("connect");
    return fd;
}

void print_port(int fd) {
    struct sockaddr_in address;
    socklen_t length = sizeof address;
    if (getsockname(fd, (struct sockaddr *)&address, &length) < 0) fail_errno("getsockname");
    printf("{\"port\":%d}\n", ntohs(address.sin_port));
    fflush(stdout);
}

void connect_to_sender(int fd) {
    struct sockaddr_in address;
    socklen_t length = sizeof address;
    uint8_t byte;
    if (recvfrom(fd, &byte, 1, MSG_PEEK, (struct sockaddr *)&address, &length) < 0) fail_errno("no first datagram");
    if (connect(fd, (struct sockaddr *)&address, length) < 0) fail_errno("connect");
}

void init_payload(uint32_t size) {
    table_bytes = size + 256;
    table = malloc(table_bytes);
    if (table == NULL) fail("out of memory");
    uint32_t state = 1;
    for (size_t i = 0; i < table_bytes; i++) {
        state = state * 1664525u + 1013904223u;
        table[i] = (uint8_t)(state >> 24);
    }
}

static void write_u32(uint8_t *target, uint32_t value) {
    for (int i = 0; i < 4; i++) target[i] = (uint8_t)(value >> 8 * i);
}

static uint32_t read_u32(const uint8_t *source) {
    return source[0] | (uint32_t)source[1] << 8 | (uint32_t)source[2] << 16 | (uint32_t)source[3] << 24;
}

void write_message(uint8_t *target, uint32_t value, bool last, uint32_t size) {
    write_u32(target, value);
    write_u32(target + 4, last);
    memcpy(target + HEADER_BYTES, table + (value & 0xff), size - HEADER_BYTES);
}

void write_ack(uint8_t *target, uint32_t count) {
    write_u32(target, count);
    write_u32(target + 4, 0);
}

double now_ms(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec * 1e3 + (double)time.tv_nsec / 1e6;
}

double cpu_ms(void) {
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1e3 +
           (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e3;
}

// Starts the measurement when the warm-up is over. Returns the milliseconds of measurement.
static double tick(struct span *span, const struct settings *settings, uint32_t count) {
    double now = now_ms();
    if (span->origin == 0) span->origin = now;
    bool is_warm = now - span->origin >= settings->warm_up && count >= settings->warm_up_messages;
    if (!span->started && is_warm) {
        *span = (struct span){.origin = span->origin, .started = true, .wall = now, .cpu = cpu_ms(), .count = count};
    }
    return span->started ? now - span->wall : 0;
}

void print_report(const struct settings *settings, const struct span *span, uint32_t count) {
    printf("{\"role\":\"%s\",\"messages\":%u,\"total\":%u,\"wall\":%.3f,\"cpu\":%.3f}\n",
           settings->is_sender ? "sender" : "receiver", count - span->count, count, now_ms() - span->wall,
           cpu_ms() - span->cpu);
    fflush(stdout);
}

// Whether the bytes after the header are those of the message.
static bool is_content(const uint8_t *message, uint32_t value, uint32_t size) {
    return memcmp(message + HEADER_BYTES, table + (value & 0xff), size - HEADER_BYTES) == 0;
}

bool is_message(const uint8_t *message, uint32_t value, uint32_t size) {
    return read_u32(message) == value && read_u32(message + 4) == 0 && is_content(message, value, size);
}

bool received(struct receiver *receiver, const uint8_t *message, size_t length) {
    const struct settings *settings = receiver->settings;
    if (length != settings->size) fail("a message of %zu bytes", length);
    uint32_t value = read_u32(message);
    if (value != receiver->count) fail("message %u instead of %u: datagrams were lost", value, receiver->count);
    uint32_t last = read_u32(message + 4);
    if (last > 1 || !is_content(message, value, settings->size)) fail("message %u has wrong bytes", value);
    if (receiver->count == 0) tick(&receiver->span, settings, 0);
    receiver->count++;
    receiver->ended = last == 1;
    if (++receiver->unacknowledged < settings->ack_every && !receiver->ended) return false;
    receiver->unacknowledged = 0;
    tick(&receiver->span, settings, receiver->count);
    return true;
}

uint32_t credit(struct sender *sender, uint32_t most) {
    if (sender->ended) return 0;
    uint32_t left = sender->settings->window - (sender->sent - sender->acknowledged);
    return left < most ? left : most;
}

void next_message(struct sender *sender, uint8_t *target) {
    const struct settings *settings = sender->settings;
    if (sender->sent == 0) tick(&sender->span, settings, 0);
    // The clock is read once for each acknowledgement, as the receiver does.
    if (sender->sent % settings->ack_every == 0) {
        double elapsed = tick(&sender->span, settings, sender->sent);
        sender->ended = sender->span.started && elapsed >= settings->duration;
    }
    write_message(target, sender->sent++, sender->ended, settings->size);
}

void acknowledged(struct sender *sender, const uint8_t *ack, size_t length) {
    if (length != ACK_BYTES) fail("an acknowledgement of %zu bytes", length);
    uint32_t count = read_u32(ack);
    if (count <= sender->acknowledged || count > sender->sent) fail("an acknowledgement of %u messages", count);
    sender->acknowledged = count;
}

bool is_complete(const struct sender *sender) {
    return sender->ended && sender->acknowledged == sender->sent;
}
