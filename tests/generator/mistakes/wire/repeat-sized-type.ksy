meta:
  id: input
  endian: be
doc: D.
doc-ref: R
seq:
  - id: a
        # expect: "a" repeats something with a size: give the size inside a type of its own
    type: part
    size: 4
    repeat: eos
types:
  part:
    doc: D.
    doc-ref: R
    seq:
      - id: b
        type: u1
