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
    value: '_io.pos'
            # expect: of _io only "_io.eof" and "_io.size - _io.pos" are supported
