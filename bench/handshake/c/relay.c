// A relay for datagrams on 127.0.0.1 that holds each of them for a fixed time, in both directions.
//
// relay HOLD_US PORT...: for each port of a server one port of the relay; prints {"ports":[...]} in the same order. A port has
// one client at a time: a datagram from another address replaces it, with another source port for the server. SIGTERM ends the
// relay, which prints for how long datagrams were really held, from their arrival at its socket, in milliseconds.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#define MAX_BYTES 2048
#define MAX_HELD 4096
#define MAX_TIMES (1 << 22)
#define NANOSECONDS 1000000000
#define TIMER UINT64_MAX

struct flow {
    int listener;
    // -1: there was no client yet.
    int upstream;
    int port;
    struct sockaddr_in client;
    // Counts clients. What is held for an earlier one is not sent.
    uint32_t generation;
};

struct held {
    int64_t arrival;
    size_t flow;
    uint32_t generation;
    bool to_server;
    size_t length;
    uint8_t bytes[MAX_BYTES];
};

static struct flow *flows;
// A queue in the order of arrival, which is that of departure.
static struct held queue[MAX_HELD];
static size_t queue_head, queue_count;
static int64_t hold;
static float *times;
static size_t times_count;
static int poll_fd, timer_fd;
static volatile sig_atomic_t is_ended;

__attribute__((noreturn)) static void fail(const char *operation) {
    fprintf(stderr, "%s: %s\n", operation, strerror(errno));
    exit(1);
}

static int64_t now(clockid_t clock) {
    struct timespec time;
    clock_gettime(clock, &time);
    return (int64_t)time.tv_sec * NANOSECONDS + time.tv_nsec;
}

static void watch(int fd, uint64_t data) {
    struct epoll_event event = {.events = EPOLLIN, .data.u64 = data};
    if (epoll_ctl(poll_fd, EPOLL_CTL_ADD, fd, &event) < 0) fail("epoll_ctl");
}

static struct sockaddr_in loopback(int port) {
    return (struct sockaddr_in){
        .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK), .sin_port = htons((uint16_t)port)};
}

// Of a flow's two sockets, the data of events is even for the listener, odd for the upstream socket.
static int open_socket(uint64_t data) {
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);
    int on = 1;
    if (fd < 0) fail("socket");
    if (setsockopt(fd, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof on) < 0) fail("SO_TIMESTAMPNS");
    watch(fd, data);
    return fd;
}

static void open_flow(size_t index, int port) {
    struct flow *flow = &flows[index];
    *flow = (struct flow){.listener = open_socket(index * 2), .upstream = -1, .port = port};
    struct sockaddr_in address = loopback(0);
    socklen_t length = sizeof address;
    if (bind(flow->listener, (struct sockaddr *)&address, sizeof address) < 0) fail("bind");
    if (getsockname(flow->listener, (struct sockaddr *)&address, &length) < 0) fail("getsockname");
    printf("%s%d", index == 0 ? "{\"ports\":[" : ",", ntohs(address.sin_port));
}

static void replace_client(size_t index, struct sockaddr_in client) {
    struct flow *flow = &flows[index];
    if (flow->upstream >= 0) close(flow->upstream);
    flow->client = client;
    flow->generation += 1;
    flow->upstream = open_socket(index * 2 + 1);
    struct sockaddr_in address = loopback(flow->port);
    if (connect(flow->upstream, (struct sockaddr *)&address, sizeof address) < 0) fail("connect");
}

static void arm_timer(void) {
    int64_t due = queue_count == 0 ? 0 : queue[queue_head].arrival + hold;
    struct itimerspec time = {.it_value = {.tv_sec = due / NANOSECONDS, .tv_nsec = due % NANOSECONDS}};
    if (timerfd_settime(timer_fd, TFD_TIMER_ABSTIME, &time, NULL) < 0) fail("timerfd_settime");
}

// The time at which the kernel received the datagram, on the monotonic clock.
static int64_t arrival_of(struct msghdr *header) {
    int64_t age = 0;
    for (struct cmsghdr *each = CMSG_FIRSTHDR(header); each != NULL; each = CMSG_NXTHDR(header, each)) {
        if (each->cmsg_level != SOL_SOCKET || each->cmsg_type != SCM_TIMESTAMPNS) continue;
        struct timespec time;
        memcpy(&time, CMSG_DATA(each), sizeof time);
        age = now(CLOCK_REALTIME) - ((int64_t)time.tv_sec * NANOSECONDS + time.tv_nsec);
    }
    return now(CLOCK_MONOTONIC) - age;
}

static void receive(size_t index, bool to_server) {
    struct flow *flow = &flows[index];
    for (;;) {
        if (queue_count == MAX_HELD) {
            fprintf(stderr, "more than %d datagrams are held\n", MAX_HELD);
            exit(1);
        }
        struct held *held = &queue[(queue_head + queue_count) % MAX_HELD];
        struct sockaddr_in from;
        char control[CMSG_SPACE(sizeof(struct timespec))];
        struct iovec part = {held->bytes, sizeof held->bytes};
        struct msghdr header = {.msg_name = &from, .msg_namelen = sizeof from, .msg_iov = &part, .msg_iovlen = 1,
                                .msg_control = control, .msg_controllen = sizeof control};
        ssize_t length = recvmsg(to_server ? flow->listener : flow->upstream, &header, 0);
        // The server closed its port: the client will notice.
        if (length < 0 && errno == ECONNREFUSED) continue;
        if (length < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return;
        if (length < 0) fail("recvmsg");
        bool is_known = from.sin_port == flow->client.sin_port && from.sin_addr.s_addr == flow->client.sin_addr.s_addr;
        if (to_server && (flow->upstream < 0 || !is_known)) replace_client(index, from);
        held->arrival = arrival_of(&header);
        held->flow = index;
        held->generation = flow->generation;
        held->to_server = to_server;
        held->length = (size_t)length;
        if (++queue_count == 1) arm_timer();
    }
}

static void send_due(void) {
    uint64_t expirations;
    if (read(timer_fd, &expirations, sizeof expirations) < 0 && errno != EAGAIN) fail("read of the timer");
    while (queue_count > 0 && queue[queue_head].arrival + hold <= now(CLOCK_MONOTONIC)) {
        const struct held *held = &queue[queue_head];
        const struct flow *flow = &flows[held->flow];
        if (held->generation == flow->generation) {
            // A refused or dropped datagram is a lost one.
            if (held->to_server) send(flow->upstream, held->bytes, held->length, 0);
            else sendto(flow->listener, held->bytes, held->length, 0, (struct sockaddr *)&flow->client, sizeof flow->client);
        }
        if (times_count < MAX_TIMES) times[times_count++] = (float)(now(CLOCK_MONOTONIC) - held->arrival) / 1e6f;
        queue_head = (queue_head + 1) % MAX_HELD;
        queue_count -= 1;
    }
    arm_timer();
}

static int compare(const void *a, const void *b) {
    float left = *(const float *)a, right = *(const float *)b;
    return (left > right) - (left < right);
}

static void print_report(void) {
    qsort(times, times_count, sizeof *times, compare);
    float p50 = times_count == 0 ? 0 : times[times_count / 2];
    float p99 = times_count == 0 ? 0 : times[(times_count - 1) * 99 / 100];
    printf("{\"datagrams\":%zu,\"p50\":%.4f,\"p99\":%.4f}\n", times_count, (double)p50, (double)p99);
}

static void end(int signal) {
    (void)signal;
    is_ended = 1;
}

int main(int argc, char **argv) {
    if (argc < 3) {
        fprintf(stderr, "usage: %s HOLD_US PORT...\n", argv[0]);
        return 2;
    }
    struct sigaction action = {.sa_handler = end};
    sigaction(SIGTERM, &action, NULL);
    hold = (int64_t)(strtod(argv[1], NULL) * 1000);
    size_t count = (size_t)argc - 2;
    flows = calloc(count, sizeof *flows);
    times = calloc(MAX_TIMES, sizeof *times);
    poll_fd = epoll_create1(0);
    timer_fd = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK);
    if (flows == NULL || times == NULL || poll_fd < 0 || timer_fd < 0) fail("start");
    watch(timer_fd, TIMER);
    for (size_t index = 0; index < count; index++) open_flow(index, atoi(argv[index + 2]));
    puts("]}");
    fflush(stdout);
    while (!is_ended) {
        struct epoll_event events[64];
        int ready = epoll_wait(poll_fd, events, 64, -1);
        if (ready < 0 && errno != EINTR) fail("epoll_wait");
        for (int each = 0; each < ready; each++) {
            uint64_t data = events[each].data.u64;
            if (data == TIMER) send_due();
            else receive((size_t)(data / 2), data % 2 == 0);
        }
    }
    print_report();
    return 0;
}
