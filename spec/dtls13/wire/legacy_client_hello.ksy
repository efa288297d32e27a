meta:
  id: legacy_client_hello
  title: LegacyClientHello
  endian: be
  imports:
    - ../registries/protocol_version
    - ../registries/cipher_suite
-orig-id: ClientHello
doc: A ClientHello that ends before its extensions, which earlier versions of DTLS permit.
doc-ref: RFC 6347 section 4.2.1
seq:
  - id: legacy_version
    type: u2
    enum: protocol_version::protocol_version
    doc: The highest version of the client.
  - id: random
    size: 32
    doc: 32 unpredictable bytes.
  - id: len_legacy_session_id
    type: u1
    valid:
      max: 32
  - id: legacy_session_id
    size: len_legacy_session_id
    doc: A session of an earlier version to resume.
  - id: len_legacy_cookie
    type: u1
  - id: legacy_cookie
    size: len_legacy_cookie
    doc: The cookie of a HelloVerifyRequest.
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
    doc: The compression methods of the client.
types:
  cipher_suite_list:
    doc: The offered cipher suites.
    doc-ref: RFC 5246 section 7.4.1.2
    -wc-inline: true
    seq:
      - id: items
        type: u2
        enum: cipher_suite::cipher_suite
        repeat: eos
