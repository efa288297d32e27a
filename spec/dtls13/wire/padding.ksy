meta:
  id: padding
  title: Padding
doc: Padding of a ClientHello.
doc-ref: RFC 7685 section 3
seq:
  - id: padding
    size-eos: true
    doc: All zero.
