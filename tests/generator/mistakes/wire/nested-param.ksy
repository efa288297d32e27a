meta:
  id: input
  endian: be
doc: D.
doc-ref: R
seq:
  - id: a
    type: part(3)
instances:
  x:
    value: a.w + 1
           # expect: "w" is a param of Part and not known outside
types:
  part:
    doc: D.
    doc-ref: R
    params:
      - id: w
        type: u1
    seq:
      - id: a
        size: w
