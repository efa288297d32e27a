meta:
  id: record_size_limit
  title: RecordSizeLimit
  endian: be
-orig-id: RecordSizeLimit
doc: How much plaintext the sender is willing to receive in one protected record.
doc-ref: RFC 8449 section 4
seq:
  - id: record_size_limit
    type: u2
    valid:
      min: 64
    doc: Bytes of DTLSInnerPlaintext, content type and padding included; at most 2^14+1 in DTLS 1.3.
