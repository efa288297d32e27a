meta:
  id: input
  endian: be
doc: D.
doc-ref: R
seq:
  - id: f
    size: 2
  - id: a
    type: part(f)
               # expect: a number is needed here, not bytes
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
