meta:
  id: input
  endian: be
doc: D.
doc-ref: R
seq:
  - id: n
    type: u1
    enum: e
  - id: b
        # expect: each element of "b" extends to the end of the stream: the list could have only one element
    size: 4
    type:
      switch-on: n
      cases:
        e::one: parts
enums:
  e:
    1: one
types:
  parts:
    doc: D.
    doc-ref: R
    -wc-inline: true
    seq:
      - id: items
        type: part
        repeat: eos
  part:
    doc: D.
    doc-ref: R
    seq:
      - id: n
        type: u1
      - id: r
        size-eos: true
