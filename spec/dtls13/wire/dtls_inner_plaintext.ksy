meta:
  id: dtls_inner_plaintext
  title: DTLSInnerPlaintext
  endian: be
  imports:
    - ../registries/content_type
-orig-id: DTLSInnerPlaintext
doc: The decrypted content of a protected record.
doc-ref: RFC 9147 section 4, RFC 9846 section 5.2
params:
  - id: len_content
    type: u2
    doc: |
      Offset of the end of the content: one less than the length without the
      trailing zeros, because the content type is the last byte that is not zero.
seq:
  - id: content
    size: len_content
    doc: A view into the record.
  - id: type
    type: u1
    enum: content_type::content_type
    valid:
      expr: _.to_i != 0
    doc: Content type of the content.
  - id: zeros
    size-eos: true
    doc: Padding, all zero.
