meta:
  id: input
  endian: be
doc: D.
doc-ref: R
seq:
  - id: a
    type: part::nope
          # expect: there is no type "part::nope"
types:
  part:
    doc: D.
    doc-ref: R
    seq:
      - id: b
        type: u1
