meta:
  id: input
  endian: be
doc: D.
doc-ref: R
seq:
  - id: a
        # expect: "a" repeats bits: repeat whole bytes
    type: b4
    repeat: expr
    repeat-expr: 2
