meta:
  id: input
  endian: be
doc: D.
doc-ref: R
seq:
  - id: a
        # expect: "a" has 8 bytes by its size, but Point has 4
    type: point
    size: 8
  - id: b
        # expect: "b" has 1 bytes by its size, but Open has 2 at least
    type: open
    size: 1
  - id: c
        # expect: "c" has 6 bytes by its size, but its elements have 4 each
    type: list
    size: 6
  - id: d
    type: union
types:
  point:
    doc: D.
    doc-ref: R
    seq:
      - { id: x, type: u4 }
  open:
    doc: D.
    doc-ref: R
    seq:
      - { id: x, type: u2 }
      - { id: y, size-eos: true }
  list:
    doc: D.
    doc-ref: R
    -wc-inline: true
    seq:
      - { id: items, type: u4, repeat: eos }
  union:
    doc: D.
    doc-ref: R
    seq:
      - { id: tag, type: u1, enum: tag }
      - id: body
            # expect: "body" has 3 bytes by its size, but Point has 4
        size: 3
        type:
          switch-on: tag
          cases:
            tag::one: point
enums:
  tag: { 1: one }
