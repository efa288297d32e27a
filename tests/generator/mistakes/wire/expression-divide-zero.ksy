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
    value: 'a / 0'
            # expect: only unsigned numbers are divided, and not by 0
