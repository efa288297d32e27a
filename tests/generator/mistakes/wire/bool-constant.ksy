meta:
  id: input
  endian: be
doc: D.
doc-ref: R
seq:
  - id: a
    type: b1
    valid: 0
    # expect: 0 does not fit "a"
  - id: b
    type: b7
