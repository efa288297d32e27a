meta:
  id: input
  endian: be
doc: D.
doc-ref: R
seq:
  - id: a
    type: b31
  - id: b
        # expect: the bits up to "b" cross 32 bits: end a group of whole bytes earlier
    type: b3
  - id: c
        # expect: the bits up to "c" do not fill a byte: add a b2 field, constant if unused
    type: b6
