meta:
  id: input
  endian: be
doc: D.
doc-ref: R
seq:
  - id: a
    size: 1
    enum: color
          # expect: "a" has an enum but no number type
  - id: b
    type: b1
    enum: color
          # expect: a b1 is a flag and takes no enum
  - id: c
    type: part
    enum: color
          # expect: an enum needs a number type, "part" is none
  - id: d
    type: b7
enums:
  color:
    1: red
types:
  part:
    doc: D.
    doc-ref: R
    seq:
      - id: b
        type: u1
