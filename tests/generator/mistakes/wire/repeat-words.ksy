meta:
  id: input
  endian: be
doc: D.
doc-ref: R
seq:
  - id: a
    type: u1
    repeat: eso
            # expect: repeat must be "eos" or "expr" (did you mean "eos"?)
  - id: b
    type: u1
    repeat: expr
    # expect: "repeat: expr" needs repeat-expr beside it
  - id: c
    type: u1
    repeat-expr: 2
    # expect: repeat-expr needs "repeat: expr" beside it
