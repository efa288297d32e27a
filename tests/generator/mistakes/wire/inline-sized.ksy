meta:
  id: input
  endian: be
doc: D.
doc-ref: R
seq:
  - id: a
    type: list
    size: 4
types:
  list:
  # expect: a -wc-inline type has exactly one field: a type with "repeat: eos" and at most an enum
    doc: D.
    doc-ref: R
    -wc-inline: true
    seq:
      - id: items
        size: 2
        repeat: eos
