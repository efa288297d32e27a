meta:
  id: input
  endian: be
doc: D.
doc-ref: R
seq:
  - id: n
    type: u1
  - id: a
    size: 1
    type:
      switch-on: n
                 # expect: "n" needs an enum: its members name the cases
      cases:
        1: u1
