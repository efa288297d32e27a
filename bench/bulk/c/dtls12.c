// DTLS 1.2 of OpenSSL in C: ECDHE-ECDSA-AES128-GCM-SHA256, one SSL_write and one SSL_read for each message.
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <sys/time.h>

#include "bulk.h"

static void fail_ssl(const char *operation) {
    char reason[256];
    ERR_error_string_n(ERR_get_error(), reason, sizeof reason);
    fail("%s: %s", operation, reason);
}

static SSL *session(const struct settings *settings, int fd) {
    SSL_CTX *context = SSL_CTX_new(DTLS_method());
    if (context == NULL) fail_ssl("SSL_CTX_new");
    if (!SSL_CTX_set_max_proto_version(context, DTLS1_2_VERSION) ||
        !SSL_CTX_set_cipher_list(context, "ECDHE-ECDSA-AES128-GCM-SHA256"))
        fail_ssl("the protocol");
    if (!settings->is_sender &&
        (SSL_CTX_use_certificate_file(context, settings->extra[0], SSL_FILETYPE_PEM) <= 0 ||
         SSL_CTX_use_PrivateKey_file(context, settings->extra[1], SSL_FILETYPE_PEM) <= 0))
        fail_ssl("the certificate");
    SSL *ssl = SSL_new(context);
    BIO *bio = BIO_new_dgram(fd, BIO_NOCLOSE);
    if (ssl == NULL || bio == NULL) fail_ssl("SSL_new");
    struct sockaddr_storage peer;
    socklen_t length = sizeof peer;
    if (getpeername(fd, (struct sockaddr *)&peer, &length) < 0) fail_errno("getpeername");
    BIO_ctrl(bio, BIO_CTRL_DGRAM_SET_CONNECTED, 0, &peer);
    struct timeval limit = {.tv_sec = 5};
    BIO_ctrl(bio, BIO_CTRL_DGRAM_SET_RECV_TIMEOUT, 0, &limit);
    SSL_set_bio(ssl, bio, bio);
    if ((settings->is_sender ? SSL_connect(ssl) : SSL_accept(ssl)) <= 0) fail_ssl("the handshake");
    return ssl;
}

static void run_sender(const struct settings *settings) {
    struct sender sender = {.settings = settings};
    SSL *ssl = session(settings, connected_socket(settings->port));
    uint8_t message[MAX_SIZE];
    uint8_t ack[256];
    while (!is_complete(&sender)) {
        if (credit(&sender, 1) == 1) {
            next_message(&sender, message);
            if (SSL_write(ssl, message, (int)settings->size) <= 0) fail_ssl("SSL_write");
            continue;
        }
        int length = SSL_read(ssl, ack, sizeof ack);
        if (length <= 0) fail_ssl("no acknowledgement");
        acknowledged(&sender, ack, (size_t)length);
    }
    print_report(settings, &sender.span, sender.sent);
}

static void run_receiver(const struct settings *settings) {
    struct receiver receiver = {.settings = settings};
    int fd = bound_socket();
    print_port(fd);
    connect_to_sender(fd);
    SSL *ssl = session(settings, fd);
    uint8_t message[16384];
    uint8_t ack[ACK_BYTES];
    while (!receiver.ended) {
        int length = SSL_read(ssl, message, sizeof message);
        if (length <= 0) fail_ssl("SSL_read");
        if (!received(&receiver, message, (size_t)length)) continue;
        write_ack(ack, receiver.count);
        if (SSL_write(ssl, ack, sizeof ack) <= 0) fail_ssl("SSL_write of an acknowledgement");
    }
    print_report(settings, &receiver.span, receiver.count);
}

int main(int argc, char **argv) {
    struct settings settings = parse_settings(argc, argv);
    if (!settings.is_sender && settings.extra_count != 2) fail("the files of certificate and key are missing");
    (settings.is_sender ? run_sender : run_receiver)(&settings);
    return 0;
}
