meta:
  id: input
  endian: be
doc: D.
doc-ref: R
seq:
  - id: a
    type: u8
  - id: b
    size: a
          # expect: a number is needed here, not a 64-bit number: give the field a valid/max of 2^53-1 or less to calculate with it
