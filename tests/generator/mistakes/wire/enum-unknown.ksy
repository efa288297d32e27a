meta:
  id: input
  endian: be
doc: D.
doc-ref: R
seq:
  - id: a
    type: u1
    enum: colour
          # expect: there is no enum "colour" (did you mean "color"?)
  - id: b
    type: u1
    enum: nothing::colour
          # expect: there is no type "nothing"
enums:
  color:
    1: red
