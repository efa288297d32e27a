meta:
  id: input
  endian: be
doc: D.
doc-ref: R
seq:
  - id: a
    type: u1
  - id: w
    type: u4
  - id: c
    type: u1
    enum: color
enums:
  color:
    1: red
instances:
  x:
    value: '_ + 1'
            # expect: "_" is allowed inside valid only
