meta:
  id: input
  endian: be
doc: D.
doc-ref: R
seq:
  - id: a
        # expect: the bits up to "a" do not fill a byte: add a b5 field, constant if unused
    type: b3
  - id: b
    type: u1
