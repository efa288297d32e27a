meta:
  id: input
  endian: be
doc: D.
doc-ref: R
seq:
  - id: a
    type: part
  - id: b
        # expect: "b" can never be reached: "a" goes to the end
    size-eos: true
types:
  part:
    doc: D.
    doc-ref: R
    seq:
      - id: n
        type: u1
      - id: b
        size-eos: true
