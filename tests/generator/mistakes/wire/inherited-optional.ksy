meta:
  id: input
  endian: be
doc: D.
doc-ref: R
seq:
  - id: flag
    type: u1
  - id: to_string
        # expect: "to_string" is optional, but every object has a toString: rename it
    type: u1
    if: flag == 1
