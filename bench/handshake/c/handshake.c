// DTLS 1.2 handshakes of OpenSSL between two SSL objects in memory: ECDHE with X25519, ECDSA with the given P-256 certificate,
// no cookie, no tickets, no cached sessions. The client verifies the certificate against itself as trust anchor.
// Prints handshakes, CPU time of both sides in milliseconds, and the share of the server.
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define MTU 1200

static void fail(const char *operation) {
    char reason[256];
    ERR_error_string_n(ERR_get_error(), reason, sizeof reason);
    fprintf(stderr, "%s: %s\n", operation, reason);
    exit(1);
}

static double clock_ms(clockid_t clock) {
    struct timespec time;
    clock_gettime(clock, &time);
    return (double)time.tv_sec * 1e3 + (double)time.tv_nsec / 1e6;
}

static double now_ms(void) {
    return clock_ms(CLOCK_MONOTONIC);
}

static double cpu_ms(void) {
    return clock_ms(CLOCK_PROCESS_CPUTIME_ID);
}

static SSL_CTX *context(bool is_server, const char *certificate, const char *key) {
    SSL_CTX *created = SSL_CTX_new(is_server ? DTLS_server_method() : DTLS_client_method());
    if (created == NULL || !SSL_CTX_set_max_proto_version(created, DTLS1_2_VERSION) ||
        !SSL_CTX_set_cipher_list(created, "ECDHE-ECDSA-AES128-GCM-SHA256") ||
        !SSL_CTX_set1_groups_list(created, "X25519:P-256"))
        fail("the context");
    SSL_CTX_set_options(created, SSL_OP_NO_TICKET | SSL_OP_NO_QUERY_MTU);
    SSL_CTX_set_session_cache_mode(created, SSL_SESS_CACHE_OFF);
    if (is_server) {
        if (SSL_CTX_use_certificate_file(created, certificate, SSL_FILETYPE_PEM) <= 0 ||
            SSL_CTX_use_PrivateKey_file(created, key, SSL_FILETYPE_PEM) <= 0)
            fail("the certificate");
    } else {
        if (!SSL_CTX_load_verify_locations(created, certificate, NULL)) fail("the trust anchor");
        SSL_CTX_set_verify(created, SSL_VERIFY_PEER, NULL);
    }
    return created;
}

static SSL *side(SSL_CTX *of, bool is_server, BIO *in, BIO *out) {
    SSL *ssl = SSL_new(of);
    if (ssl == NULL) fail("SSL_new");
    BIO_up_ref(in);
    BIO_up_ref(out);
    SSL_set_bio(ssl, in, out);
    SSL_set_mtu(ssl, MTU);
    if (is_server) SSL_set_accept_state(ssl);
    else {
        SSL_set_connect_state(ssl);
        if (!SSL_set1_host(ssl, "localhost") || !SSL_set_tlsext_host_name(ssl, "localhost")) fail("the host name");
    }
    return ssl;
}

static BIO *memory(void) {
    BIO *created = BIO_new(BIO_s_mem());
    if (created == NULL) fail("BIO_new");
    BIO_set_mem_eof_return(created, -1);
    return created;
}

// Whether the side is done. Ends the process where the handshake fails.
static bool step(SSL *ssl) {
    int result = SSL_do_handshake(ssl);
    if (result == 1) return true;
    if (SSL_get_error(ssl, result) != SSL_ERROR_WANT_READ) fail("the handshake");
    return false;
}

// Returns the CPU time of the server, in milliseconds.
static double handshake(SSL_CTX *client_context, SSL_CTX *server_context) {
    BIO *to_server = memory();
    BIO *to_client = memory();
    SSL *client = side(client_context, false, to_client, to_server);
    double created = cpu_ms();
    SSL *server = side(server_context, true, to_server, to_client);
    double server_time = cpu_ms() - created;
    bool client_done = false, server_done = false;
    for (int turn = 0; !client_done || !server_done; turn++) {
        if (turn == 20) fail("no end of the handshake");
        client_done = step(client);
        double begin = cpu_ms();
        server_done = step(server);
        server_time += cpu_ms() - begin;
    }
    if (SSL_get_verify_result(client) != X509_V_OK || SSL_get_negotiated_group(client) != NID_X25519) fail("the result");
    double begin = cpu_ms();
    SSL_free(server);
    server_time += cpu_ms() - begin;
    SSL_free(client);
    BIO_free(to_server);
    BIO_free(to_client);
    return server_time;
}

int main(int argc, char **argv) {
    if (argc != 4) {
        fprintf(stderr, "usage: %s CERTIFICATE KEY MS\n", argv[0]);
        return 1;
    }
    SSL_CTX *client = context(false, argv[1], NULL);
    SSL_CTX *server = context(true, argv[1], argv[2]);
    double duration = atof(argv[3]);
    for (double begin = now_ms(); now_ms() - begin < duration / 5;) handshake(client, server);
    int count = 0;
    double begin = now_ms(), cpu = cpu_ms(), server_time = 0;
    do {
        server_time += handshake(client, server);
        count++;
    } while (now_ms() - begin < duration);
    cpu = cpu_ms() - cpu;
    printf("{\"handshakes\":%d,\"cpu\":%.3f,\"serverShare\":%.4f}\n", count, cpu, server_time / cpu);
    SSL_CTX_free(client);
    SSL_CTX_free(server);
    return 0;
}
