meta:
  id: input
  endian: be
doc: D.
doc-ref: R
seq:
  - id: a
    type: u4
instances:
  x:
    value: a + 0x20_0000_0000_0000
               # expect: the number exceeds 2^53-1
