#define _GNU_SOURCE
#include "transport.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/udp.h>
#include <string.h>
#include <sys/socket.h>

static enum mode mode_of(const char *name) {
    if (strcmp(name, "send") == 0) return MODE_SEND;
    if (strcmp(name, "mmsg") == 0) return MODE_MMSG;
    if (strcmp(name, "gso") == 0) return MODE_GSO;
    fail("unknown mode: %s", name);
}

void open_transport(struct transport *transport, const char *mode, int port) {
    transport->mode = mode_of(mode);
    transport->fd = port == 0 ? bound_socket() : connected_socket(port);
    int on = 1;
    // Only for the receiver: acknowledgements must not be merged.
    if (transport->mode == MODE_GSO && port == 0 && setsockopt(transport->fd, SOL_UDP, UDP_GRO, &on, sizeof on) < 0)
        fail_errno("UDP_GRO");
}

uint32_t batch_limit(const struct transport *transport, uint32_t size) {
    uint32_t fitting = MAX_DATAGRAM / size;
    uint32_t most = transport->mode == MODE_SEND ? 1 : transport->mode == MODE_MMSG ? BATCH : MAX_SEGMENTS;
    return fitting < most ? fitting : most;
}

static void send_segments(struct transport *transport, uint32_t size, uint32_t count) {
    char control[CMSG_SPACE(sizeof(uint16_t))] = {0};
    struct iovec part = {transport->out, (size_t)size * count};
    struct msghdr header = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
    struct cmsghdr *segment = CMSG_FIRSTHDR(&header);
    segment->cmsg_level = SOL_UDP;
    segment->cmsg_type = UDP_SEGMENT;
    segment->cmsg_len = CMSG_LEN(sizeof(uint16_t));
    uint16_t segment_size = (uint16_t)size;
    memcpy(CMSG_DATA(segment), &segment_size, sizeof segment_size);
    if (sendmsg(transport->fd, &header, 0) < 0) fail_errno("sendmsg with UDP_SEGMENT");
}

static void send_messages(struct transport *transport, uint32_t size, uint32_t count) {
    struct iovec parts[BATCH];
    struct mmsghdr headers[BATCH];
    memset(headers, 0, sizeof headers);
    for (uint32_t i = 0; i < count; i++) {
        parts[i] = (struct iovec){transport->out + (size_t)size * i, size};
        headers[i].msg_hdr.msg_iov = &parts[i];
        headers[i].msg_hdr.msg_iovlen = 1;
    }
    for (uint32_t done = 0; done < count;) {
        int sent = sendmmsg(transport->fd, headers + done, count - done, 0);
        if (sent < 0) fail_errno("sendmmsg");
        done += (uint32_t)sent;
    }
}

void send_batch(struct transport *transport, uint32_t size, uint32_t count) {
    if (transport->mode == MODE_GSO) send_segments(transport, size, count);
    else if (transport->mode == MODE_MMSG) send_messages(transport, size, count);
    else if (send(transport->fd, transport->out, size, 0) < 0) fail_errno("send");
}

// Splits what GRO merged.
static uint32_t receive_segments(struct transport *transport) {
    char control[CMSG_SPACE(sizeof(int))];
    struct iovec part = {transport->arena, sizeof transport->arena};
    struct msghdr header = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
    ssize_t length = recvmsg(transport->fd, &header, 0);
    if (length < 0) fail_errno("recvmsg");
    int size = (int)length;
    for (struct cmsghdr *each = CMSG_FIRSTHDR(&header); each != NULL; each = CMSG_NXTHDR(&header, each)) {
        if (each->cmsg_level == SOL_UDP && each->cmsg_type == UDP_GRO) memcpy(&size, CMSG_DATA(each), sizeof size);
    }
    uint32_t count = 0;
    for (ssize_t at = 0; at < length && count < MAX_RECEIVED; at += size) {
        ssize_t rest = length - at;
        transport->in[count++] = (struct datagram){transport->arena + at, (size_t)(rest < size ? rest : size)};
    }
    return count;
}

static uint32_t receive_messages(struct transport *transport) {
    struct iovec parts[BATCH];
    struct mmsghdr headers[BATCH];
    memset(headers, 0, sizeof headers);
    for (uint32_t i = 0; i < BATCH; i++) {
        parts[i] = (struct iovec){transport->arena + i * 2048, 2048};
        headers[i].msg_hdr.msg_iov = &parts[i];
        headers[i].msg_hdr.msg_iovlen = 1;
    }
    int count = recvmmsg(transport->fd, headers, BATCH, MSG_WAITFORONE, NULL);
    if (count < 0) fail_errno("recvmmsg");
    for (int i = 0; i < count; i++) transport->in[i] = (struct datagram){parts[i].iov_base, headers[i].msg_len};
    return (uint32_t)count;
}

uint32_t receive_batch(struct transport *transport) {
    if (transport->mode == MODE_GSO) return receive_segments(transport);
    if (transport->mode == MODE_MMSG) return receive_messages(transport);
    ssize_t length = recv(transport->fd, transport->arena, sizeof transport->arena, 0);
    if (length < 0) fail_errno("recv");
    transport->in[0] = (struct datagram){transport->arena, (size_t)length};
    return 1;
}

void send_ack(struct transport *transport, const uint8_t *bytes, size_t length) {
    if (send(transport->fd, bytes, length, 0) < 0) fail_errno("send of an acknowledgement");
}

size_t receive_ack(struct transport *transport, bool must_wait, uint8_t **bytes) {
    ssize_t length = recv(transport->fd, transport->arena, sizeof transport->arena, must_wait ? 0 : MSG_DONTWAIT);
    if (length < 0 && !must_wait && (errno == EAGAIN || errno == EWOULDBLOCK)) return 0;
    if (length < 0) fail_errno("no acknowledgement");
    *bytes = transport->arena;
    return (size_t)length;
}
