meta:
  id: input
  endian: be
  imports:
    - other
doc: D.
doc-ref: R
seq:
  - id: a
    type: u1
    enum: other::shades
          # expect: there is no enum "other::shades" (did you mean "other::shade"?)
  - id: b
    type: u1
    enum: shade
          # expect: there is no enum "shade"
