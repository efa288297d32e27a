meta:
  id: input
  endian: be
doc: D.
doc-ref: R
seq:
  - id: f
    type: b1
  - id: g
    type: b7
  - id: a
    size: f
          # expect: a number is needed here, not a boolean
