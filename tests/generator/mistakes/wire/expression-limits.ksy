meta:
  id: input
  endian: be
doc: D.
doc-ref: R
seq:
  - id: a
    type: u4
  - id: b
    type: u4
instances:
  x:
    value: a * b * 8
           # expect: the result may exceed 2^53-1 and would not be exact
