meta:
  id: input
  endian: be
doc: D.
doc-ref: R
seq:
  - id: a
        # expect: each element of "a" extends to the end of the stream: the list could have only one element
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
