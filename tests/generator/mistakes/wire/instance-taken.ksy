meta:
  id: input
  endian: be
doc: D.
doc-ref: R
seq:
  - id: a
    type: u1
instances:
  decode:
  # expect: "decode" is the name of a codec member: rename it
    value: a + 1
