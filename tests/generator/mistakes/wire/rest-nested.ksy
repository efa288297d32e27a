meta:
  id: input
  endian: be
doc: D.
doc-ref: R
seq:
  - id: a
    type: part
  - id: b
        # expect: "b" is unreachable: "a" extends to the end of the stream
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
