meta:
  id: input
  endian: be
doc: D.
doc-ref: R
seq:
  - id: a
    size: len_a
          # expect: "len_a" is used before it is read
  - id: len_a
    type: u1
