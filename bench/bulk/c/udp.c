// Plain UDP in C. Modes: `send` (one system call for each datagram), `mmsg` (32 datagrams in a call), `gso` (UDP GSO and
// GRO: a call for up to 64 datagrams back to back).

#include "bulk.h"
#include "transport.h"

static void run_sender(const struct settings *settings, struct transport *transport) {
    struct sender sender = {.settings = settings};
    uint32_t most = batch_limit(transport, settings->size);
    uint8_t *ack;
    while (!is_complete(&sender)) {
        uint32_t count = credit(&sender, most);
        uint32_t filled = 0;
        while (filled < count && !sender.ended) next_message(&sender, transport->out + settings->size * filled++);
        if (filled > 0) send_batch(transport, settings->size, filled);
        bool must_wait = credit(&sender, most) < most;
        for (size_t length; (length = receive_ack(transport, must_wait, &ack)) > 0; must_wait = false)
            acknowledged(&sender, ack, length);
    }
    print_report(settings, &sender.span, sender.sent);
}

static void run_receiver(const struct settings *settings, struct transport *transport) {
    struct receiver receiver = {.settings = settings};
    uint8_t ack[ACK_BYTES];
    print_port(transport->fd);
    connect_to_sender(transport->fd);
    while (!receiver.ended) {
        uint32_t count = receive_batch(transport);
        for (uint32_t i = 0; i < count; i++) {
            if (!received(&receiver, transport->in[i].bytes, transport->in[i].length)) continue;
            write_ack(ack, receiver.count);
            send_ack(transport, ack, sizeof ack);
        }
    }
    print_report(settings, &receiver.span, receiver.count);
}

int main(int argc, char **argv) {
    struct settings settings = parse_settings(argc, argv);
    if (settings.extra_count != 1) fail("the mode is missing: send, mmsg or gso");
    static struct transport transport;
    open_transport(&transport, settings.extra[0], settings.is_sender ? settings.port : 0);
    (settings.is_sender ? run_sender : run_receiver)(&settings, &transport);
    return 0;
}
