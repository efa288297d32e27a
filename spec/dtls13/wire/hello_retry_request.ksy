meta:
  id: hello_retry_request
  title: HelloRetryRequest
  endian: be
  imports:
    - ../registries/protocol_version
    - ../registries/cipher_suite
    - hello_retry_request_extension
-orig-id: HelloRetryRequest
doc: |
  A server's request for a second ClientHello: with a cookie, or with a key share of
  another group. Encoded as a ServerHello with a fixed random.
doc-ref: RFC 9846 section 4.2.4
seq:
  - id: legacy_version
    type: u2
    enum: protocol_version::protocol_version
    doc: DTLS 1.2; supported_versions holds the version.
  - id: random
    contents: [
      0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11, 0xbe, 0x1d, 0x8c, 0x02, 0x1e, 0x65, 0xb8, 0x91,
      0xc2, 0xa2, 0x11, 0x16, 0x7a, 0xbb, 0x8c, 0x5e, 0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c,
    ]
    -wc-export: true
    doc: SHA-256 of "HelloRetryRequest"; no other ServerHello has it.
    doc-ref: RFC 9846 section 4.2.3
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
    doc: The ServerHello that follows must select the same.
  - id: legacy_compression_method
    type: u1
    valid: 0
  - id: len_extensions
    type: u2
    valid:
      min: 6
  - id: extensions
    size: len_extensions
    type: hello_retry_request_extension_list
    -wc-unique-by: extension_type
types:
  hello_retry_request_extension_list:
    doc: The extensions of a HelloRetryRequest, each type at most once.
    doc-ref: RFC 9846 section 4.3
    -wc-inline: true
    seq:
      - id: items
        type: hello_retry_request_extension
        repeat: eos
