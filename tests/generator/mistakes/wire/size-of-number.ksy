meta:
  id: input
  endian: be
doc: D.
doc-ref: R
seq:
  - id: a
        # expect: "a" has a size of its own already: a number has no size key
    type: u1
    size: 1
