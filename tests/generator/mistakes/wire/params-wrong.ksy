meta:
  id: input
  endian: be
doc: D.
doc-ref: R
seq:
  - id: a
    type: part
  - id: b
    type: part(1, 2)
  - id: c
    type: odd(1)
types:
  part:
    doc: D.
    doc-ref: R
    params:
      - id: n
        type: u1
    seq:
      - id: data
        size: n
  odd:
    doc: D.
    doc-ref: R
    params:
      - id: n
        type: struct
      - type: u1
        # expect: a param needs an id
      - id: m
            # expect: param "m" needs a type
    seq:
      - id: x
        type: u1
