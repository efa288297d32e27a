meta:
  id: input
  endian: be
doc: D.
doc-ref: R
seq:
  - id: a
        # expect: each element of "a" goes to the end: the list could have but one
    type: part
    repeat: eos
types:
  part:
    doc: D.
    doc-ref: R
    seq:
      - id: n
        type: u1
      - id: b
        size-eos: true
