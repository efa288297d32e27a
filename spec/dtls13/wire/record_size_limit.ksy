meta:
  id: record_size_limit
  title: RecordSizeLimit
  endian: be
-orig-id: RecordSizeLimit
doc: Maximum size of the plaintext of a protected record that the sender accepts.
doc-ref: RFC 8449 section 4
seq:
  - id: record_size_limit
    type: u2
    valid:
      min: 64
    doc: Bytes of DTLSInnerPlaintext, including content type and padding; at most 2^14+1 in DTLS 1.3.
