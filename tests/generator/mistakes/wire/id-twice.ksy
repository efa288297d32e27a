meta:
  id: input
  endian: be
doc: D.
doc-ref: R
seq:
  - id: a
    type: u1
  - id: a
        # expect: the id "a" is given twice
    type: u1
