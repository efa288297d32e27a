meta:
  id: input
  endian: be
doc: D.
doc-ref: R
seq:
  - id: f
    type: u1
  - id: a
        # expect: "a" is optional, so it must fill whole bytes by itself
    type: b4
    if: f == 1
  - id: b
    type: b4
