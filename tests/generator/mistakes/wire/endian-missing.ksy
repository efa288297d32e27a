meta:
  id: input
doc: D.
doc-ref: R
seq:
  - id: a
    type: u2
          # expect: u2 needs a byte order: put "endian: be" into meta
