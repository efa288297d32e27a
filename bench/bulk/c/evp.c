// DTLS 1.3 records over UDP in C, by OpenSSL's EVP: seal with nonce and record number mask, open, and nothing else. The modes
// are those of udp.c.
#include "record.h"
#include "transport.h"

static void run_sender(const struct settings *settings, struct transport *transport) {
    struct sender sender = {.settings = settings};
    struct record_keys out, in;
    init_keys(&out, 0, true, true);
    init_keys(&in, 1, false, true);
    uint32_t record_size = settings->size + RECORD_OVERHEAD;
    uint32_t most = batch_limit(transport, record_size);
    uint8_t *ack;
    while (!is_complete(&sender)) {
        uint32_t count = credit(&sender, most);
        uint32_t filled = 0;
        while (filled < count && !sender.ended) {
            uint8_t *record = transport->out + record_size * filled++;
            next_message(&sender, record + RECORD_HEADER);
            seal_record(&out, record, settings->size);
        }
        if (filled > 0) send_batch(transport, record_size, filled);
        bool must_wait = credit(&sender, most) < most;
        for (size_t length; (length = receive_ack(transport, must_wait, &ack)) > 0; must_wait = false) {
            int content = open_record(&in, ack, length);
            if (content < 0) fail("an acknowledgement is not authentic");
            acknowledged(&sender, ack + RECORD_HEADER, (size_t)content);
        }
    }
    print_report(settings, &sender.span, sender.sent);
    free_keys(&out);
    free_keys(&in);
}

static void run_receiver(const struct settings *settings, struct transport *transport) {
    struct receiver receiver = {.settings = settings};
    struct record_keys out, in;
    init_keys(&out, 1, true, true);
    init_keys(&in, 0, false, true);
    uint8_t ack[ACK_BYTES + RECORD_OVERHEAD];
    print_port(transport->fd);
    connect_to_sender(transport->fd);
    while (!receiver.ended) {
        uint32_t count = receive_batch(transport);
        for (uint32_t i = 0; i < count; i++) {
            struct datagram *each = &transport->in[i];
            int content = open_record(&in, each->bytes, each->length);
            if (content < 0) fail("a record is not authentic");
            if (!received(&receiver, each->bytes + RECORD_HEADER, (size_t)content)) continue;
            write_ack(ack + RECORD_HEADER, receiver.count);
            send_ack(transport, ack, seal_record(&out, ack, ACK_BYTES));
        }
    }
    print_report(settings, &receiver.span, receiver.count);
    free_keys(&out);
    free_keys(&in);
}

int main(int argc, char **argv) {
    static struct transport transport;
    struct settings settings = parse_settings(argc, argv);
    if (settings.extra_count != 1) fail("the mode is missing: send, mmsg or gso");
    open_transport(&transport, settings.extra[0], settings.is_sender ? settings.port : 0);
    (settings.is_sender ? run_sender : run_receiver)(&settings, &transport);
    return 0;
}
