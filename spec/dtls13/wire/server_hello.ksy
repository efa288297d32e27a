meta:
  id: server_hello
  title: ServerHello
  endian: be
  imports:
    - ../registries/protocol_version
    - ../registries/cipher_suite
    - server_hello_extension
-orig-id: ServerHello
doc: |
  The parameters that a server selected. A HelloRetryRequest has the same message
  type and a fixed random.
doc-ref: RFC 9147 section 5.4
seq:
  - id: legacy_version
    type: u2
    enum: protocol_version::protocol_version
    doc: DTLS 1.2; supported_versions holds the version.
  - id: random
    size: 32
    doc: 32 unpredictable bytes.
  - id: len_legacy_session_id_echo
    type: u1
    valid:
      max: 32
  - id: legacy_session_id_echo
    size: len_legacy_session_id_echo
    doc: Empty in DTLS 1.3.
  - id: cipher_suite
    type: u2
    enum: cipher_suite::cipher_suite
  - id: legacy_compression_method
    type: u1
    valid: 0
  - id: len_extensions
    type: u2
    valid:
      min: 6
  - id: extensions
    size: len_extensions
    type: server_hello_extension_list
    -wc-unique-by: extension_type
types:
  server_hello_extension_list:
    doc: The extensions of a ServerHello, each type at most once.
    doc-ref: RFC 9846 section 4.3
    -wc-inline: true
    seq:
      - id: items
        type: server_hello_extension
        repeat: eos
