meta:
  id: input
  endian: be
doc: D.
doc-ref: R
seq:
  - id: a
    type: part
instances:
  x:
  # expect: instance "x" must be a number, a boolean or bytes
    value: a
types:
  part:
    doc: D.
    doc-ref: R
    seq:
      - id: n
        type: u1
