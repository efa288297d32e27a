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
      switch-on: n + 1
                 # expect: switch-on must name one earlier field or param of this type
      cases:
        1: u1
