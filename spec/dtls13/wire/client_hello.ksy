meta:
  id: client_hello
  title: ClientHello
  endian: be
  imports:
    - ../registries/protocol_version
    - ../registries/cipher_suite
    - client_hello_extension
-orig-id: ClientHello
doc: The first message of a client, with its offers for the handshake.
doc-ref: RFC 9147 section 5.3
seq:
  - id: legacy_version
    type: u2
    enum: protocol_version::protocol_version
    doc: DTLS 1.2 in every offer; supported_versions holds the offered versions.
  - id: random
    size: 32
    doc: 32 unpredictable bytes.
  - id: len_legacy_session_id
    type: u1
    valid:
      max: 32
  - id: legacy_session_id
    size: len_legacy_session_id
    doc: Empty unless the client has a cached session of an older version.
  - id: len_legacy_cookie
    type: u1
  - id: legacy_cookie
    size: len_legacy_cookie
    doc: Empty in DTLS 1.3.
  - id: len_cipher_suites
    type: u2
    valid:
      min: 2
      max: 65534
  - id: cipher_suites
    size: len_cipher_suites
    type: cipher_suite_list
    doc: Cipher suites in the client's order of preference.
  - id: len_legacy_compression_methods
    type: u1
    valid:
      min: 1
  - id: legacy_compression_methods
    size: len_legacy_compression_methods
    doc: One zero byte in DTLS 1.3.
  - id: len_extensions
    type: u2
  - id: extensions
    size: len_extensions
    type: client_hello_extension_list
    -wc-unique-by: extension_type
types:
  cipher_suite_list:
    doc: The offered cipher suites.
    doc-ref: RFC 9846 section 4.2.2
    -wc-inline: true
    seq:
      - id: items
        type: u2
        enum: cipher_suite::cipher_suite
        repeat: eos
  client_hello_extension_list:
    doc: The extensions of a ClientHello, each type at most once.
    doc-ref: RFC 9846 section 4.3
    -wc-inline: true
    seq:
      - id: items
        type: client_hello_extension
        repeat: eos
