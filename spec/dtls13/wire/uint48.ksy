meta:
  id: uint48
  title: 48-bit unsigned integer
  endian: be
doc: |
  A record sequence number in the encoding of DTLSPlaintext. Two fields, because the
  official JavaScript target reads at most 32 bits at a time.
doc-ref: RFC 9147 section 4
-wc-scalar: true
seq:
  - id: high
    type: u2
  - id: low
    type: u4
