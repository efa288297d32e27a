meta:
  id: input
  endian: be
doc: D.
doc-ref: R
seq:
  - id: a
    type: part
  - id: b
    type: part
instances:
  x:
    value: a == b
           # expect: a message cannot be compared
types:
  part:
    doc: D.
    doc-ref: R
    seq:
      - id: n
        type: u1
