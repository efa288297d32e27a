meta:
  id: padding
  title: Padding
doc: Bytes that only make a ClientHello longer.
doc-ref: RFC 7685 section 3
seq:
  - id: padding
    size-eos: true
    doc: All zero.
