meta:
  id: input
  endian: be
doc: D.
doc-ref: R
seq:
  - id: a
        # expect: "a" repeats something that may take no bytes: the list would have no end
    type: part
    repeat: eos
types:
  part:
    doc: D.
    doc-ref: R
    seq:
      - id: b
        size-eos: true
