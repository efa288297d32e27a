meta:
  id: dtls_plaintext
  title: DTLSPlaintext
  endian: be
  imports:
    - ../registries/content_type
    - ../registries/protocol_version
    - uint48
-orig-id: DTLSPlaintext
doc: |
  An unprotected record. Only ClientHello, ServerHello, HelloRetryRequest,
  alerts about them and ACKs of them are sent unprotected.
doc-ref: RFC 9147 section 4
seq:
  - id: type
    type: u1
    enum: content_type::content_type
  - id: legacy_record_version
    type: u2
    enum: protocol_version::protocol_version
    doc: Ignored for all purposes.
  - id: epoch
    type: u2
    doc: Always 0 for an unprotected record.
    valid: 0
  - id: sequence_number
    type: uint48
  - id: length
    type: u2
    valid:
      max: 16384
  - id: fragment
    size: length
    doc: A view into the datagram, at most 2^14 bytes.
