meta:
  id: input
  endian: be
doc: D.
doc-ref: R
seq:
  - id: f
    type: u1
  - id: a
        # expect: Input.a is constant and optional: its presence does not follow from the value
    type: u1
    valid: 3
    if: f == 1
