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
  # expect: "decode" is what the codec calls something else: rename it
    value: a + 1
