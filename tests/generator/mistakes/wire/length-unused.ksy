meta:
  id: input
  endian: be
doc: D.
doc-ref: R
seq:
  - id: len_a
        # expect: nothing uses the length "len_a": give it as a size
    type: u1
  - id: a
    size: 4
